<?php

namespace BaikalSetup;

/**
 * Both volumes as they were before an upgrade, in a directory of one of them: `config/` and `Specific/`, to be copied back.
 *
 * Whatever kills the setup, a directory of its final name is complete, and one that is being removed has another name.
 */
final class Snapshot
{
    /** What no upgrade touches: earlier copies, the lock, what a restore keeps, and what the disk keeps for itself. */
    private const APART = '/^(before-[0-9].*|upgrade-in-progress.*|cdktf-groupware\.lock|\.cdktf-groupware-restore|lost\+found)$/';

    private readonly string $path;

    /** @var array<string, string> the volumes by their names in the copy */
    private readonly array $volumes;

    public function __construct(private readonly Declaration $declared)
    {
        $this->path = "$declared->specific/upgrade-in-progress";
        $this->volumes = ['config' => $declared->config, 'Specific' => $declared->specific];
    }

    public function exists(): bool
    {
        return is_dir($this->path);
    }

    /** Removes what a setup that was killed left on its way to a copy, or from one. */
    public function tidy(): void
    {
        array_map(self::delete(...), glob("{$this->declared->specific}/upgrade-in-progress.*"));
    }

    /** @param ?string $sqlite the database that is copied as a database, whoever writes to it meanwhile */
    public function take(Database $database, ?string $sqlite): void
    {
        $staging = "$this->path.new";
        $ofDatabase = $sqlite === null ? [] : [$sqlite, "$sqlite-journal", "$sqlite-wal", "$sqlite-shm"];
        $place = $this->inside($sqlite);
        foreach ($this->volumes as $name => $root) {
            mkdir("$staging/$name", 0700, true);
            foreach (self::files($root) as $file) {
                in_array("$root/$file", $ofDatabase, true) || self::copy("$root/$file", "$staging/$name/$file");
            }
        }
        if ($sqlite !== null) {
            self::makeDirectory(dirname("$staging/$place"));
            $database->copyTo("$staging/$place");
            chmod("$staging/$place", fileperms($sqlite) & 0777);
        }
        rename($staging, $this->path);
    }

    /** Both volumes are as they were, to the file. */
    public function putBack(): void
    {
        is_file("$this->path/config/baikal.yaml") || throw new Refusal("$this->path is no copy that an upgrade made: move it elsewhere. Nothing was written");
        foreach ($this->volumes as $name => $root) {
            $before = self::files("$this->path/$name");
            // The journal of a database must be gone before the database comes back, which would take it for its own.
            foreach (array_diff(self::files($root), $before) as $new) {
                unlink("$root/$new");
            }
            foreach ($before as $file) {
                self::copy("$this->path/$name/$file", "$root/$file.restored");
                rename("$root/$file.restored", "$root/$file");
            }
        }
        $this->discard($this->path);
    }

    /** It stays until the next upgrade, as the only one. Returns where. */
    public function keep(string $version): string
    {
        $kept = "{$this->declared->specific}/before-$version";
        array_map($this->discard(...), glob("{$this->declared->specific}/before-[0-9]*", GLOB_ONLYDIR));
        rename($this->path, $kept);
        return $kept;
    }

    /** Where the database lies in the copy. */
    private function inside(?string $sqlite): ?string
    {
        foreach ($sqlite === null ? [] : $this->volumes as $name => $root) {
            if (str_starts_with($sqlite, "$root/")) {
                return $name . substr($sqlite, strlen($root));
            }
        }
        return $sqlite === null ? null : throw new Refusal("the SQLite file $sqlite lies on neither of the two volumes, and an upgrade could not put it back: move it to {$this->declared->specific}/db");
    }

    private function discard(string $directory): void
    {
        $gone = $this->path . '.gone-' . basename($directory);
        is_dir($gone) && self::delete($gone);
        rename($directory, $gone);
        self::delete($gone);
    }

    /** @return list<string> the files below a volume or its copy, links included */
    private static function files(string $root): array
    {
        $all = new \RecursiveDirectoryIterator($root, \FilesystemIterator::SKIP_DOTS | \FilesystemIterator::CURRENT_AS_SELF);
        $wanted = new \RecursiveCallbackFilterIterator($all, fn (\RecursiveDirectoryIterator $entry) => $entry->getSubPath() !== '' || !preg_match(self::APART, $entry->getFilename()));
        $files = [];
        foreach (new \RecursiveIteratorIterator($wanted) as $entry) {
            $files[] = $entry->getSubPathname();
        }
        sort($files);
        return $files;
    }

    private static function copy(string $from, string $to): void
    {
        self::makeDirectory(dirname($to));
        if (is_link($from)) {
            symlink(readlink($from), $to);
            return;
        }
        copy($from, $to);
        chmod($to, fileperms($from) & 0777);
        touch($to, filemtime($from));
    }

    private static function makeDirectory(string $path): void
    {
        is_dir($path) || mkdir($path, 0750, true);
    }

    private static function delete(string $directory): void
    {
        foreach (new \FilesystemIterator($directory) as $entry) {
            $entry->isDir() && !$entry->isLink() ? self::delete($entry->getPathname()) : unlink($entry->getPathname());
        }
        rmdir($directory);
    }
}
