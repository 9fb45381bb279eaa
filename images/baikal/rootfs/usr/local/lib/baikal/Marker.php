<?php

namespace BaikalSetup;

/**
 * What the setup last wrote, kept beside the data.
 *
 * A declared value is written again only when it differs from this: what people changed in the meantime stays. Of a
 * password there is a slow, salted hash.
 */
final class Marker
{
    private const NAME = 'cdktf-groupware.json';

    /** @param array<string, mixed> $written */
    private function __construct(private readonly string $path, private readonly array $written)
    {
    }

    public static function read(string $specific): self
    {
        $path = $specific . '/' . self::NAME;
        $written = is_file($path) ? json_decode(file_get_contents($path), true) : [];
        is_array($written) || throw new Refusal("$path is no JSON: restore it from a backup, or remove it; without it all that is declared is written again");
        return new self($path, $written);
    }

    public function realm(): ?string
    {
        return $this->written['realm'] ?? null;
    }

    /** Whether a setting is not what it was when the setup last wrote it. */
    public function differs(string $section, mixed $declared): bool
    {
        return ($this->written[$section] ?? null) !== $declared;
    }

    public function setting(string $key): mixed
    {
        return $this->written['system'][$key] ?? null;
    }

    public function passwordDiffers(string $section, #[\SensitiveParameter] string $password): bool
    {
        return !self::matches($password, $this->written[$section] ?? null);
    }

    /** @return array<string, mixed>|null what was written of a user, null when nothing was */
    public function user(string $name): ?array
    {
        return $this->written['users'][$name] ?? null;
    }

    public static function matches(#[\SensitiveParameter] string $password, ?string $hash): bool
    {
        return $hash !== null && password_verify(self::fitted($password), $hash);
    }

    /** Everything that is declared now; the hash of a password that stayed the same stays the same, too. */
    public function stage(Declaration $declared, array $users): StagedFile
    {
        $content = [
            'about' => 'What the deployment last wrote here. Without this file it writes everything that is declared again.',
            'schemaVersion' => 1,
            'realm' => $declared->system['authRealm'],
            'system' => $declared->system,
            'adminPassword' => self::hash($declared->adminPassword, $this->written['adminPassword'] ?? null),
            'database' => $declared->database,
            'databasePassword' => self::hash($declared->databasePassword, $this->written['databasePassword'] ?? null),
            'users' => $users,
        ];
        return StagedFile::write($this->path, json_encode($content, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR) . "\n");
    }

    public static function hash(#[\SensitiveParameter] string $password, ?string $previous): string
    {
        return self::matches($password, $previous) ? $previous : password_hash(self::fitted($password), PASSWORD_BCRYPT);
    }

    /** bcrypt takes 72 bytes and stops at a NUL. */
    private static function fitted(#[\SensitiveParameter] string $password): string
    {
        return base64_encode(hash('sha384', $password, true));
    }
}
