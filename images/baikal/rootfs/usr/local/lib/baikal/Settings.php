<?php

namespace BaikalSetup;

use Symfony\Component\Yaml\Exception\ParseException;
use Symfony\Component\Yaml\Yaml;

/** config/baikal.yaml, in which Baikal's admin interface writes as well. */
final class Settings
{
    private const MINIMUM = "system: { configured_version: '@BAIKAL_VERSION@' }\ndatabase: { encryption_key: '@ENCRYPTION_KEY@' }\n";
    private const KEYS = [
        'timezone' => 'timezone',
        'cardEnabled' => 'card_enabled',
        'calEnabled' => 'cal_enabled',
        'inviteFrom' => 'invite_from',
        'authType' => 'dav_auth_type',
        'failedAccessMessage' => 'failed_access_message',
        'authRealm' => 'auth_realm',
        'baseUri' => 'base_uri',
    ];

    /**
     * @param array{system: array<string, mixed>, database: array<string, mixed>} $values
     * @param string $text a text that says the same or nearly so, in a form that people can read
     */
    private function __construct(private readonly string $path, public readonly array $values, private readonly string $text)
    {
    }

    /** Null where there is no such file. */
    public static function read(string $config): ?self
    {
        $path = "$config/baikal.yaml";
        if (!is_file($path)) {
            return null;
        }
        $text = file_get_contents($path);
        try {
            $values = Yaml::parse($text);
        } catch (ParseException $problem) {
            throw new Refusal("$path is no YAML: {$problem->getMessage()} Restore it from a backup");
        }
        is_array($values['system'] ?? null) && is_array($values['database'] ?? null) && isset($values['system']['configured_version'])
            || throw new Refusal("$path is the file of a wizard that nobody finished: it has no `database` or no `configured_version`. Restore it from a backup, or remove it to start anew");
        return new self($path, $values, $text);
    }

    /** What the file should say: what it says, except for what is declared and was not written yet. */
    public static function plan(?self $current, Declaration $declared, Marker $marker, string $version): self
    {
        $path = "$declared->config/baikal.yaml";
        $start = $current ?? self::fromTemplate($path, $declared, $version);
        ['system' => $system, 'database' => $database] = $start->values;
        foreach (self::KEYS as $key => $name) {
            if ($marker->setting($key) !== $declared->system[$key] || get_debug_type($system[$name] ?? null) !== get_debug_type($declared->system[$key])) {
                $system[$name] = $declared->system[$key];
            }
        }
        if (($system['admin_passwordhash'] ?? '') === '' || $marker->passwordDiffers('adminPassword', $declared->adminPassword)) {
            $system['admin_passwordhash'] = self::adminHash($system['auth_realm'], $declared->adminPassword);
        }
        if ($current === null || $marker->differs('database', $declared->database) || $marker->passwordDiffers('databasePassword', $declared->databasePassword)) {
            // A certificate that is declared no longer must not stay in force.
            $former = isset($database['mysql_ca_cert']) ? ['mysql_ca_cert' => ''] : [];
            $database = array_merge($database, $former, self::database($declared));
        }
        return new self($path, ['system' => $system, 'database' => $database] + $start->values, $start->text);
    }

    private static function fromTemplate(string $path, Declaration $declared, string $version): self
    {
        $quoted = fn (string $value) => str_replace("'", "''", $value);
        $text = strtr($declared->yamlTemplate ?? self::MINIMUM, [
            '@BAIKAL_VERSION@' => $quoted($version),
            '@ADMIN_PASSWORD_HASH@' => self::adminHash($declared->system['authRealm'], $declared->adminPassword),
            '@ENCRYPTION_KEY@' => bin2hex(random_bytes(16)),
            '@DATABASE_PASSWORD@' => $quoted($declared->databasePassword),
        ]);
        return new self($path, Yaml::parse($text), $text);
    }

    private static function adminHash(string $realm, #[\SensitiveParameter] string $password): string
    {
        return hash('sha256', "admin:$realm:$password");
    }

    /** Baikal puts the host into a DSN as it is: `host:port` would be taken for a name by PostgreSQL. */
    private static function database(Declaration $declared): array
    {
        ['backend' => $backend] = $given = $declared->database;
        if ($backend === 'sqlite') {
            return ['backend' => $backend, 'sqlite_file' => $given['sqliteFile']];
        }
        $host = $given['host'] . (isset($given['port']) ? ";port={$given['port']}" : '');
        return [
            'backend' => $backend,
            "{$backend}_host" => $host,
            "{$backend}_dbname" => $given['name'],
            "{$backend}_username" => $given['user'],
            "{$backend}_password" => $declared->databasePassword,
        ] + (isset($given['mysqlCaCert']) ? ['mysql_ca_cert' => $given['mysqlCaCert']] : []);
    }

    public function realm(): ?string
    {
        return $this->values['system']['auth_realm'] ?? null;
    }

    /** A version like 0.12 that lost its quotes is a number by now. */
    public function version(): string
    {
        return (string) $this->values['system']['configured_version'];
    }

    public function stage(): StagedFile
    {
        // A text with the same meaning stays as it is: the admin interface orders and quotes in its own way.
        $text = Yaml::parse($this->text) === $this->values ? $this->text : Yaml::dump($this->values);
        Yaml::parse($text) === $this->values || throw new Refusal("$this->path would not say what is meant, and was not written");
        return StagedFile::write($this->path, $text);
    }
}
