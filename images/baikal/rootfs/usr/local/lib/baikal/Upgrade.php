<?php

namespace BaikalSetup;

/**
 * The migration to the release of this image, by Baikal's own code, with a way back.
 *
 * Baikal migrates when its installation page is asked to. The page is asked here, of a web server that only this process
 * reaches, while the public one is down.
 */
final class Upgrade
{
    private readonly string $snapshot;

    public function __construct(private readonly Declaration $declared, private readonly string $version)
    {
        $this->snapshot = "$declared->specific/upgrade-in-progress";
    }

    /** What an earlier attempt that was killed left half done is undone. */
    public function recover(): void
    {
        if (is_dir($this->snapshot)) {
            $this->restore();
        }
        is_dir("$this->snapshot.new") && self::delete("$this->snapshot.new");
    }

    /** @return string where the data of before is kept */
    public function run(Settings $from, Settings $planned): string
    {
        $database = $from->values['database'];
        $this->takeSnapshot($database);
        try {
            $planned->stage()->put();
            $before = self::contents(Database::connect($planned->values['database']));
            $page = $this->askInstaller();
            $this->verify($before, $page);
        } catch (\Throwable $problem) {
            $this->restore();
            throw new Refusal("the upgrade from {$from->version()} to $this->version failed, and everything is as it was: " . Database::oneLine($problem) . ". To go on for now, declare release {$from->version()} again");
        }
        $kept = "{$this->declared->specific}/before-$this->version";
        is_dir($kept) && self::delete($kept);
        rename($this->snapshot, $kept);
        return $kept;
    }

    private function takeSnapshot(#[\SensitiveParameter] array $database): void
    {
        $staging = "$this->snapshot.new";
        mkdir($staging, 0700);
        copy("{$this->declared->config}/baikal.yaml", "$staging/baikal.yaml");
        if (Database::backend($database) === 'sqlite') {
            Database::connect($database)->copyTo("$staging/db.sqlite");
            file_put_contents("$staging/db.path", $database['sqlite_file']);
        }
        // A directory of this name is complete.
        rename($staging, $this->snapshot);
    }

    private function restore(): void
    {
        copy("$this->snapshot/baikal.yaml", "{$this->declared->config}/baikal.yaml");
        if (is_file("$this->snapshot/db.sqlite")) {
            $file = file_get_contents("$this->snapshot/db.path");
            is_file("$file-journal") && unlink("$file-journal");
            copy("$this->snapshot/db.sqlite", "$file.restored");
            rename("$file.restored", $file);
        }
        self::delete($this->snapshot);
    }

    private static function delete(string $directory): void
    {
        array_map('unlink', glob("$directory/*"));
        rmdir($directory);
    }

    /** @return array<string, int> how much there is of what people put there */
    private static function contents(Database $database): array
    {
        $tables = array_intersect(['users', 'principals', 'calendarobjects', 'addressbooks', 'cards'], $database->tables());
        return array_combine($tables, array_map($database->count(...), $tables));
    }

    /** The text of the page that did it. */
    private function askInstaller(): string
    {
        $port = self::freePort();
        $command = [PHP_BINARY, '-d', 'session.save_path=' . sys_get_temp_dir(), '-d', 'display_errors=0', '-S', "127.0.0.1:$port", '-t', "{$this->declared->baikal}/html"];
        $environment = getenv() + ['BAIKAL_PATH_CONFIG' => "{$this->declared->config}/", 'BAIKAL_PATH_SPECIFIC' => "{$this->declared->specific}/"];
        $log = tmpfile();
        $server = proc_open($command, [['file', '/dev/null', 'r'], $log, $log], $pipes, "{$this->declared->baikal}/html", $environment);
        try {
            for ($deadline = microtime(true) + 30; !($probe = @fsockopen('127.0.0.1', $port));) {
                microtime(true) < $deadline || throw new Refusal('the web server for the upgrade did not start');
                usleep(50_000);
            }
            fclose($probe);
            $context = stream_context_create(['http' => ['timeout' => 3600, 'ignore_errors' => true, 'follow_location' => 0]]);
            $page = file_get_contents("http://127.0.0.1:$port/admin/install/index.php?upgradeConfirmed=true", false, $context);
        } finally {
            proc_terminate($server);
            proc_close($server);
        }
        rewind($log);
        // An exception brings its stack trace with it.
        $said = preg_replace(['/Stack trace:.*/s', '/\s+/'], ['', ' '], html_entity_decode(strip_tags((string) $page)));
        return trim($said . ' ' . implode(' ', preg_grep('/\bPHP (Fatal|Warning|Parse)/', explode("\n", stream_get_contents($log)))));
    }

    private static function freePort(): int
    {
        $socket = stream_socket_server('tcp://127.0.0.1:0');
        $port = (int) substr(strrchr(stream_socket_get_name($socket, false), ':'), 1);
        fclose($socket);
        return $port;
    }

    private function verify(array $before, string $page): void
    {
        $after = Settings::read($this->declared->config);
        if ($after?->version() !== $this->version) {
            throw new Refusal("Baikal's installation page said: " . mb_substr($page, 0, 1000));
        }
        $database = Database::connect($after->values['database']);
        $missing = $database->schema($this->declared->baikal)->missing($database);
        $missing === [] || throw new Refusal('the tables ' . implode(', ', $missing) . ' are missing afterwards');
        $now = self::contents($database);
        $now === $before || throw new Refusal('there were ' . json_encode($before) . ' rows before, and ' . json_encode($now) . ' afterwards');
    }
}
