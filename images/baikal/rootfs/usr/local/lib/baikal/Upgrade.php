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
    private readonly Snapshot $snapshot;

    public function __construct(private readonly Declaration $declared, private readonly string $version)
    {
        $this->snapshot = new Snapshot($declared);
    }

    /** What an earlier attempt that was killed left half done is undone. */
    public function recover(): void
    {
        $this->snapshot->exists() && $this->snapshot->putBack();
        $this->snapshot->tidy();
    }

    /** @return string what was done */
    public function run(Settings $from, Settings $planned): string
    {
        $database = Database::connect($planned->values['database']);
        $upgrade = "upgrade from {$from->version()} to $this->version";
        $onServer = $database->backend !== 'sqlite';
        try {
            $this->snapshot->take($database, $onServer ? null : $planned->values['database']['sqlite_file']);
        } catch (\Throwable $problem) {
            $this->snapshot->tidy();
            throw new Refusal("the $upgrade did not begin, because what is there could not be copied: " . Database::oneLine($problem) . '. Nothing was changed');
        }
        try {
            $before = self::contents($database);
            $planned->stage()->put();
            $page = $this->askInstaller();
            $this->verify($before, $page);
        } catch (\Throwable $problem) {
            $this->snapshot->putBack();
            $said = Database::oneLine($problem);
            throw new Refusal(($onServer
                ? "the $upgrade failed, and both volumes are as they were: $said. Nothing puts back what it changed in the $database->name: restore that from the backup of before"
                : "the $upgrade failed, and everything is as it was: $said") . ". To go on for now, declare release {$from->version()} again");
        }
        $kept = $this->snapshot->keep($this->version);
        return "upgraded from {$from->version()} to $this->version; what was before is kept in $kept" . ($onServer ? ", without the $database->name: of that, there is your backup" : '');
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
