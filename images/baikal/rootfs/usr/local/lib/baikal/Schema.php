<?php

namespace BaikalSetup;

/** The tables that a release of Baikal wants, as its db.sql defines them. */
final class Schema
{
    /**
     * @param list<string> $statements
     * @param list<string> $tables
     */
    private function __construct(private readonly array $statements, public readonly array $tables)
    {
    }

    public static function read(string $path): self
    {
        is_readable($path) || throw new Refusal("$path is missing: this is no complete release of Baikal");
        $sql = preg_replace('/^\s*--.*$/m', '', file_get_contents($path));
        $statements = array_filter(array_map('trim', explode(';', $sql)));
        // One of the files opens a transaction of its own.
        $statements = array_values(preg_grep('/^(BEGIN|COMMIT)\b/i', $statements, PREG_GREP_INVERT));
        preg_match_all('/^CREATE TABLE (?:IF NOT EXISTS )?[`"]?(\w+)/mi', implode("\n", $statements), $found);
        $found[1] !== [] || throw new Refusal("$path defines no table");
        return new self($statements, $found[1]);
    }

    /** @return list<string> the tables that are not there */
    public function missing(Database $database): array
    {
        return array_values(array_diff($this->tables, $database->tables()));
    }

    /**
     * Makes the tables where there are none.
     *
     * Where some are missing and none of the others has a row, making them was interrupted, which only MySQL cannot undo:
     * it is done from the start.
     */
    public function make(Database $database): bool
    {
        $missing = $this->missing($database);
        if ($missing === []) {
            return false;
        }
        $present = array_values(array_intersect($this->tables, $database->tables()));
        foreach ($present as $table) {
            $database->count($table) === 0 || throw new Refusal("database: the $database->name has data in it and lacks the tables " . implode(', ', $missing) . '. Restore it from a backup, or declare an empty database');
        }
        foreach ($present as $table) {
            $database->change("DROP TABLE $table");
        }
        foreach ($this->statements as $statement) {
            $database->change($statement);
        }
        return true;
    }
}
