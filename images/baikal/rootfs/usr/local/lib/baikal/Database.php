<?php

namespace BaikalSetup;

use PDO;
use PDOException;

/** The database that baikal.yaml names, reached as Baikal reaches it. */
final class Database
{
    private const FOLDERS = ['sqlite' => 'SQLite', 'mysql' => 'MySQL', 'pgsql' => 'PgSQL'];

    private function __construct(
        public readonly string $backend,
        public readonly string $name,
        private readonly PDO $connection,
    ) {
    }

    /**
     * Connects, for as long as it takes a database to start.
     *
     * @param array<string, mixed> $settings the section `database` of baikal.yaml
     * @param bool $new whether a file of SQLite may be made
     */
    public static function connect(#[\SensitiveParameter] array $settings, int $patience = 0, bool $new = false): self
    {
        $backend = self::backend($settings);
        if ($backend === 'sqlite') {
            return self::open($settings['sqlite_file'] ?? '', $new);
        }
        $name = "$backend database \"{$settings["{$backend}_dbname"]}\" on {$settings["{$backend}_host"]}";
        $options = [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION, PDO::ATTR_TIMEOUT => 10];
        if ($backend === 'mysql') {
            $options[PDO::MYSQL_ATTR_INIT_COMMAND] = 'SET NAMES utf8mb4';
            if (($settings['mysql_ca_cert'] ?? '') !== '') {
                $options[PDO::MYSQL_ATTR_SSL_CA] = $settings['mysql_ca_cert'];
            }
        }
        for ($deadline = microtime(true) + $patience;;) {
            try {
                return new self($backend, $name, new PDO(
                    "$backend:host={$settings["{$backend}_host"]};dbname={$settings["{$backend}_dbname"]}",
                    $settings["{$backend}_username"] ?? '',
                    $settings["{$backend}_password"] ?? '',
                    $options,
                ));
            } catch (PDOException $problem) {
                $final = preg_match('/authentication failed|access denied|does not exist|unknown database/i', $problem->getMessage());
                if ($final || microtime(true) >= $deadline) {
                    throw new Refusal("database: no connection to the $name: " . self::oneLine($problem));
                }
                sleep(1);
            }
        }
    }

    /** Before 0.10 a boolean named `mysql` said which. */
    public static function backend(array $settings): string
    {
        $backend = ($settings['mysql'] ?? false) === true ? 'mysql' : ($settings['backend'] ?? 'sqlite');
        return isset(self::FOLDERS[$backend]) ? $backend : throw new Refusal("baikal.yaml has the database backend " . json_encode($backend) . ', which Baikal does not know');
    }

    private static function open(string $file, bool $new): self
    {
        $directory = dirname($file);
        $before = umask(0027);
        try {
            is_file($file) || $new || throw new Refusal("database: the SQLite file $file is gone, though config/baikal.yaml is of an installation that was in use. Restore it; to start anew, remove config/baikal.yaml. Nothing was written");
            is_dir($directory) || mkdir($directory, 0750, true);
            $connection = new PDO("sqlite:$file", null, null, [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION, PDO::ATTR_TIMEOUT => 60]);
            // A file that is none is found by the first statement alone.
            $connection->query('SELECT count(*) FROM sqlite_master');
        } catch (PDOException|\ErrorException $problem) {
            throw new Refusal("database: the SQLite file $file cannot be opened: " . self::oneLine($problem) . '. It and its directory must belong to user ' . posix_geteuid());
        } finally {
            umask($before);
        }
        return new self('sqlite', "SQLite file $file", $connection);
    }

    public static function oneLine(\Throwable $problem): string
    {
        return rtrim(preg_replace('/\s+/', ' ', $problem->getMessage()), ' .');
    }

    /** All that is done is done, or nothing. */
    public function atomically(callable $work): mixed
    {
        // SQLite: take the lock now and not at the first write, which could not wait for it any more.
        $this->backend === 'sqlite' ? $this->connection->exec('BEGIN IMMEDIATE') : $this->connection->beginTransaction();
        try {
            $result = $work();
            $this->backend === 'sqlite' ? $this->connection->exec('COMMIT') : $this->connection->commit();
            return $result;
        } catch (\Throwable $problem) {
            $this->backend === 'sqlite' ? $this->connection->exec('ROLLBACK') : $this->connection->rollBack();
            throw $problem;
        }
    }

    /** @return list<array<string, mixed>> */
    public function rows(string $sql, array $parameters = []): array
    {
        $statement = $this->connection->prepare($sql);
        $statement->execute($parameters);
        return $statement->fetchAll(PDO::FETCH_ASSOC);
    }

    public function change(string $sql, array $parameters = []): void
    {
        $this->connection->prepare($sql)->execute($parameters);
    }

    /** @param array<string, mixed> $values */
    public function insert(string $table, array $values): void
    {
        $columns = implode(', ', array_keys($values));
        $places = implode(', ', array_fill(0, count($values), '?'));
        $this->change("INSERT INTO $table ($columns) VALUES ($places)", array_values($values));
    }

    /** The id of the row that was inserted last. */
    public function lastId(string $table): int
    {
        return (int) $this->connection->lastInsertId($this->backend === 'pgsql' ? "{$table}_id_seq" : null);
    }

    public function count(string $table): int
    {
        return (int) $this->rows("SELECT count(*) AS number FROM $table")[0]['number'];
    }

    /** @return list<string> */
    public function tables(): array
    {
        $sql = match ($this->backend) {
            'sqlite' => "SELECT name FROM sqlite_master WHERE type = 'table'",
            'mysql' => 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = database()',
            'pgsql' => 'SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()',
        };
        return array_column($this->rows($sql), 'name');
    }

    /** Baikal's own definition of its tables for this kind of database. */
    public function schema(string $baikal): Schema
    {
        return Schema::read("$baikal/Core/Resources/Db/" . self::FOLDERS[$this->backend] . '/db.sql');
    }

    /** A consistent copy of a database of SQLite, whoever writes to it meanwhile. */
    public function copyTo(string $file): void
    {
        $this->change('VACUUM INTO ?', [$file]);
    }
}
