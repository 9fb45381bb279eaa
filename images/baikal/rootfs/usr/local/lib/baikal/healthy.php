<?php

/**
 * healthy.php [base path]: whether Baikal would serve a client, and if not, why.
 *
 * Baikal answers 200 to many a failure and asks for a password where there is no table to look it up: only a 401 is good,
 * and only where the tables are there.
 */

namespace BaikalSetup;

foreach (['Refusal', 'Settings', 'Schema', 'Database'] as $class) {
    require __DIR__ . "/$class.php";
}
const BAIKAL = '/var/www/baikal';
require BAIKAL . '/Core/Distrib.php';
require BAIKAL . '/vendor/autoload.php';

try {
    assertAsksForPassword('http://127.0.0.1:8080/' . ltrim(rtrim($argv[1] ?? '', '/') . '/dav.php/', '/'));
    $settings = Settings::read((getenv('BAIKAL_PATH_CONFIG') ?: BAIKAL . '/config')) ?? throw new Refusal('config/baikal.yaml is missing');
    $settings->version() === BAIKAL_VERSION || throw new Refusal("the data is of Baikal {$settings->version()}, and this is " . BAIKAL_VERSION);
    $database = Database::connect($settings->values['database']);
    $missing = $database->schema(BAIKAL)->missing($database);
    $missing === [] || throw new Refusal("the $database->name lacks the tables " . implode(', ', $missing));
    echo "healthy\n";
} catch (\Throwable $problem) {
    echo 'unhealthy: ', Database::oneLine($problem), "\n";
    exit(1);
}

function assertAsksForPassword(string $url): void
{
    $context = stream_context_create(['http' => ['timeout' => 10, 'ignore_errors' => true, 'follow_location' => 0, 'user_agent' => 'baikal-healthy']]);
    $body = @file_get_contents($url, false, $context);
    if ($body === false) {
        throw new Refusal("no answer from $url: " . (error_get_last()['message'] ?? ''));
    }
    $headers = $http_response_header;
    preg_match('/^HTTP\S+ (\d+)/', $headers[0], $status);
    if ($status[1] === '401' && preg_grep('/^WWW-Authenticate:/i', $headers) !== []) {
        return;
    }
    $more = preg_grep('/^Location:/i', $headers) ?: [mb_substr(trim(preg_replace('/\s+/', ' ', strip_tags($body))), 0, 300)];
    throw new Refusal("$url answers {$headers[0]} and not 401: " . reset($more));
}
