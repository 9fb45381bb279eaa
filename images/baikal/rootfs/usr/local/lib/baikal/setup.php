<?php

/**
 * setup.php <declaration.json>: makes an installation of Baikal what is declared, without its wizard.
 *
 * It may run any number of times, and be killed at any point: what is as declared is not touched, not even its bytes, and
 * what people changed in the admin interface stays until its declaration changes.
 */

namespace BaikalSetup;

foreach (['Refusal', 'StagedFile', 'Declaration', 'Marker', 'Settings', 'Schema', 'Database', 'Accounts', 'Upgrade'] as $class) {
    require __DIR__ . "/$class.php";
}

ini_set('zend.exception_ignore_args', '1');
// A write that fails must not pass for one that worked.
set_error_handler(function (int $level, string $message, string $file, int $line): bool {
    if (!(error_reporting() & $level) || $level === E_DEPRECATED || $level === E_USER_DEPRECATED) {
        return true;
    }
    throw new \ErrorException($message, 0, $level, $file, $line);
});

try {
    foreach (setUp($argv[1] ?? throw new Refusal('usage: php setup.php <declaration.json>')) as $line) {
        echo "baikal: $line\n";
    }
} catch (Refusal $refusal) {
    fwrite(STDERR, "baikal: {$refusal->getMessage()}\n");
    exit(1);
} catch (\Throwable $problem) {
    fwrite(STDERR, 'baikal: the setup failed, and the database is as it was: ' . Database::oneLine($problem) . ' (' . basename($problem->getFile()) . ":{$problem->getLine()})\n");
    exit(1);
}

/** @return list<string> what was done */
function setUp(string $path): array
{
    $declared = Declaration::read($path);
    $version = versionOf($declared->baikal);
    assertWritable($declared->config, 'config');
    assertWritable($declared->specific, 'Specific');
    $lock = lock($declared->specific);

    $upgrade = new Upgrade($declared, $version);
    $upgrade->recover();
    $marker = Marker::read($declared->specific);
    $current = Settings::read($declared->config);
    assertSameRealm($declared, $marker, $current);
    assertNotNewer($version, $current);

    $planned = Settings::plan($current, $declared, $marker, $version);
    $database = Database::connect($planned->values['database'], patience: 60, new: $current === null);
    assertHasData($database, $current);

    $done = [];
    if ($current !== null && version_compare($version, $current->version(), '>')) {
        $kept = $upgrade->run($current, $planned);
        $done[] = "upgraded from {$current->version()} to $version; what was before is kept in $kept";
        $planned = Settings::read($declared->config);
        $database = Database::connect($planned->values['database']);
    }
    return [...$done, ...reconcile($declared, $planned, $marker, $database)] ?: ['everything is as declared'];
}

/** @return list<string> what was done */
function reconcile(Declaration $declared, Settings $planned, Marker $marker, Database $database): array
{
    $accounts = new Accounts($database, $declared->system['authRealm'], $marker);
    $schema = $database->schema($declared->baikal);
    // MySQL ends a transaction where a table is made.
    $madeEarly = $database->backend === 'mysql' && $schema->make($database);
    [$made, $files] = $database->atomically(function () use ($declared, $planned, $marker, $database, $accounts, $schema) {
        $made = $schema->make($database);
        $users = $accounts->reconcile($declared->users);
        // Written while there is still a way back; a full disk shows here.
        return [$made, [
            'config/baikal.yaml written' => $planned->stage(),
            'config/.htaccess written' => StagedFile::write("$declared->config/.htaccess", "Require all denied\n"),
            'Specific/.htaccess written' => StagedFile::write("$declared->specific/.htaccess", "Require all denied\n"),
            'wizard closed' => StagedFile::write("$declared->specific/INSTALL_DISABLED", ''),
            'Specific/cdktf-groupware.json written' => $marker->stage($declared, $users),
        ]];
    });
    $written = array_keys(array_filter($files, fn (StagedFile $file) => $file->put()));
    return [...($madeEarly || $made ? ["tables made in the $database->name"] : []), ...$accounts->done, ...$written];
}

function versionOf(string $baikal): string
{
    foreach (['Core/Distrib.php', 'vendor/autoload.php'] as $file) {
        is_file("$baikal/$file") || throw new Refusal("$baikal/$file is missing: there is no release of Baikal in this image, or a volume hides it");
        require "$baikal/$file";
    }
    return BAIKAL_VERSION;
}

function assertWritable(string $directory, string $name): void
{
    $who = 'user ' . posix_geteuid() . ':' . posix_getegid();
    is_dir($directory) || throw new Refusal("$directory is no directory: mount the volume for `$name` there");
    try {
        touch("$directory/.writable") && unlink("$directory/.writable");
    } catch (\ErrorException $problem) {
        $cause = preg_replace('/^.*(because|: )/', '', $problem->getMessage());
        throw new Refusal("$directory cannot be written by $who: " . trim($cause) . '. Baikal needs to write there: mount it read-write, and give it to that user');
    }
}

/** One setup at a time; a second one waits. @return resource that holds the lock */
function lock(string $specific)
{
    $file = fopen("$specific/cdktf-groupware.lock", 'c');
    flock($file, LOCK_EX);
    return $file;
}

/** The realm is part of every hash of a password. */
function assertSameRealm(Declaration $declared, Marker $marker, ?Settings $current): void
{
    $realm = $current?->realm() ?? $marker->realm();
    $wanted = $declared->system['authRealm'];
    if ($realm !== null && $realm !== $wanted) {
        throw new Refusal("realm: the data on these volumes has the realm \"$realm\", and \"$wanted\" is declared. No password would be right any more, and nothing was written: declare `realm: \"$realm\"`");
    }
}

function assertNotNewer(string $version, ?Settings $current): void
{
    if ($current !== null && version_compare($current->version(), $version, '>')) {
        throw new Refusal("the data on these volumes is of Baikal {$current->version()}, and this image is $version, which is older: declare the image of {$current->version()}, or restore a backup from before that upgrade. Nothing was written");
    }
}

/** An installation without data has lost it. Clients would take an empty server for the news that all is deleted. */
function assertHasData(Database $database, ?Settings $current): void
{
    if ($current !== null && $database->tables() === []) {
        throw new Refusal("database: config/baikal.yaml is of an installation that was in use, but the $database->name is empty. Restore it, or declare the `database` that has the data; to start anew, remove config/baikal.yaml. Nothing was written");
    }
}
