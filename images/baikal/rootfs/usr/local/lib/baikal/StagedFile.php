<?php

namespace BaikalSetup;

/**
 * A file that is either its old self or its new one, whenever somebody reads it and whatever kills the writer.
 *
 * Writing is done before the database commits, and may fail; `put` only renames.
 */
final class StagedFile
{
    private const SUFFIX = '.new';

    private function __construct(private readonly string $path, private readonly bool $changed)
    {
    }

    /** Nothing at all happens to a file that says the same already. */
    public static function write(string $path, string $content): self
    {
        $changed = !is_file($path) || file_get_contents($path) !== $content;
        if ($changed) {
            // Passwords of databases and hashes of all kinds: for nobody else.
            $before = umask(0077);
            file_put_contents($path . self::SUFFIX, $content);
            umask($before);
        }
        return new self($path, $changed);
    }

    public function put(): bool
    {
        if ($this->changed) {
            rename($this->path . self::SUFFIX, $this->path);
        }
        return $this->changed;
    }
}
