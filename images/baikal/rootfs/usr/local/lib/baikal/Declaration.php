<?php

namespace BaikalSetup;

/** What declaration.json says, with the passwords from the files that it names. */
final class Declaration
{
    private const SCHEMA_VERSION = 1;
    private const COMPONENTS = ['VEVENT', 'VTODO', 'VJOURNAL'];

    /**
     * @param array<string, mixed> $system
     * @param array<string, mixed> $database
     * @param list<array<string, mixed>> $users with `password` where there is one
     */
    private function __construct(
        public readonly string $baikal,
        public readonly string $config,
        public readonly string $specific,
        public readonly array $system,
        #[\SensitiveParameter] public readonly string $adminPassword,
        public readonly array $database,
        #[\SensitiveParameter] public readonly string $databasePassword,
        #[\SensitiveParameter] public readonly array $users,
        public readonly ?string $yamlTemplate,
    ) {
    }

    /** Everything that could be wrong with it is found here, before anything is written. */
    public static function read(string $path): self
    {
        $json = is_readable($path) ? file_get_contents($path) : throw new Refusal("$path is missing or cannot be read");
        $given = json_decode($json, true);
        if (!is_array($given)) {
            throw new Refusal("$path is no JSON: " . json_last_error_msg());
        }
        if (($given['schemaVersion'] ?? null) !== self::SCHEMA_VERSION) {
            throw new Refusal("$path has schemaVersion " . json_encode($given['schemaVersion'] ?? null) . ', expected ' . self::SCHEMA_VERSION . ': the image and the library are of different releases');
        }
        foreach (['paths', 'system', 'database', 'users'] as $part) {
            is_array($given[$part] ?? null) || throw new Refusal("$path has no `$part`");
        }
        $database = $given['database'];
        return new self(
            rtrim(self::text($given['paths'], 'baikal', 'paths'), '/'),
            rtrim(self::text($given['paths'], 'config', 'paths'), '/'),
            rtrim(self::text($given['paths'], 'specific', 'paths'), '/'),
            self::system($given['system']),
            self::secret($given, 'adminPasswordFile', 'adminPassword'),
            self::database($database),
            $database['backend'] === 'sqlite' ? '' : self::secret($database, 'passwordFile', 'database: password'),
            self::users($given['users'], $database['backend']),
            isset($given['yamlTemplate']) ? self::file($given['yamlTemplate'], 'yamlTemplate') : null,
        );
    }

    private static function system(array $system): array
    {
        foreach (['cardEnabled', 'calEnabled'] as $key) {
            is_bool($system[$key] ?? null) || throw new Refusal("system.$key must be true or false, got " . json_encode($system[$key] ?? null));
        }
        foreach (['inviteFrom', 'failedAccessMessage', 'baseUri'] as $key) {
            is_string($system[$key] ?? null) || throw new Refusal("system.$key must be text, got " . json_encode($system[$key] ?? null));
        }
        $realm = self::text($system, 'authRealm', 'system');
        if (preg_match('/[:"\\\\\x00-\x1f]/', $realm)) {
            throw new Refusal("realm: \"$realm\" has a character that no realm may have (: \" \\ or a control character)");
        }
        if (!in_array(self::text($system, 'timezone', 'system'), \DateTimeZone::listIdentifiers(\DateTimeZone::ALL_WITH_BC), true)) {
            throw new Refusal("timezone: \"{$system['timezone']}\" is none that PHP knows, expected a name such as \"Europe/Paris\"");
        }
        if (!in_array($system['authType'] ?? null, ['Digest', 'Basic', 'Apache'], true)) {
            throw new Refusal('authType: expected Digest, Basic or Apache, got ' . json_encode($system['authType'] ?? null));
        }
        return $system;
    }

    private static function database(array $database): array
    {
        $needed = match ($database['backend'] ?? null) {
            'sqlite' => ['sqliteFile'],
            'pgsql', 'mysql' => ['host', 'name', 'user'],
            default => throw new Refusal('database: backend must be sqlite, pgsql or mysql, got ' . json_encode($database['backend'] ?? null)),
        };
        foreach ($needed as $key) {
            $value = self::text($database, $key, 'database');
            // They become part of a DSN, in which nothing can be quoted.
            preg_match('/[;\s]/', $value) && $key !== 'sqliteFile' && throw new Refusal("database: $key \"$value\" has a space or a semicolon in it");
        }
        $port = $database['port'] ?? 1;
        is_int($port) && $port >= 1 && $port <= 65535 || throw new Refusal('database: port must be a number from 1 to 65535, got ' . json_encode($port));
        return array_diff_key($database, ['passwordFile' => 0]);
    }

    private static function users(array $users, string $backend): array
    {
        $names = [];
        foreach ($users as $index => &$user) {
            $name = self::text($user, 'name', "users[$index]");
            $at = "users[$index] ($name)";
            preg_match('#[/:\x00-\x1f]|^\s|\s$#u', $name) !== 0 && throw new Refusal("$at: a name may not have / : or a control character in it, or a space around it");
            in_array($name, $names, true) && throw new Refusal("$at: the name is declared twice");
            $names[] = $name;
            $user['state'] ??= 'present';
            match ($user['state']) {
                'absent' => null,
                'present' => $user = self::presentUser($user, $at, $backend),
                default => throw new Refusal("$at: state must be present or absent, got " . json_encode($user['state'])),
            };
        }
        return array_values($users);
    }

    private static function presentUser(array $user, string $at, string $backend): array
    {
        // The lengths of Baikal's columns; MySQL would refuse them in words of its own, in the middle of the work.
        $backend === 'mysql' && self::limit($user['name'], 50, "$at: name");
        self::limit(self::text($user, 'displayName', $at), 80, "$at: displayName");
        self::limit(self::text($user, 'email', $at), 80, "$at: email");
        $calendars = self::collections($user['calendars'] ?? [], "$at: calendars");
        foreach ($calendars as &$calendar) {
            $components = array_values(array_intersect(self::COMPONENTS, $calendar['components'] ?? []));
            if ($components === [] || count($components) !== count($calendar['components'])) {
                throw new Refusal("$at: calendar {$calendar['uri']}: components must be some of " . implode(', ', self::COMPONENTS) . ', got ' . json_encode($calendar['components'] ?? null));
            }
            $calendar['components'] = $components;
            self::limit($calendar['color'] ?? '', 10, "$at: calendar {$calendar['uri']}: color");
        }
        return [
            'name' => $user['name'],
            'state' => 'present',
            'displayName' => $user['displayName'],
            'email' => $user['email'],
            'password' => self::secret($user, 'passwordFile', "$at: password"),
            'calendars' => $calendars,
            'addressBooks' => self::collections($user['addressBooks'] ?? [], "$at: addressBooks"),
        ];
    }

    private static function collections(array $collections, string $at): array
    {
        $uris = [];
        foreach ($collections as $collection) {
            $uri = self::text($collection, 'uri', $at);
            str_contains($uri, '/') && throw new Refusal("$at: uri \"$uri\" has a / in it");
            in_array($uri, $uris, true) && throw new Refusal("$at: uri \"$uri\" is declared twice");
            $uris[] = $uri;
            self::limit(self::text($collection, 'displayName', "$at: $uri"), 100, "$at: $uri: displayName");
        }
        return $collections;
    }

    private static function limit(string $value, int $length, string $at): void
    {
        mb_strlen($value) <= $length || throw new Refusal("$at is longer than $length characters, for which Baikal has no room: \"$value\"");
    }

    private static function text(array $given, string $key, string $at): string
    {
        $value = $given[$key] ?? null;
        is_string($value) && $value !== '' || throw new Refusal("$at: $key must be text, got " . json_encode($value));
        return $value;
    }

    private static function secret(array $given, string $key, string $prop): string
    {
        $path = self::text($given, $key, $prop);
        $secret = preg_replace('/\r?\n\z/', '', self::file($path, $prop));
        $secret !== '' || throw new Refusal("$prop: the file $path is empty");
        return $secret;
    }

    private static function file(string $path, string $prop): string
    {
        is_readable($path) || throw new Refusal("$prop: the file $path is missing, or user " . posix_geteuid() . ' cannot read it');
        return file_get_contents($path);
    }
}
