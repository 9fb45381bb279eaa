<?php

namespace BaikalSetup;

/** Users with their calendars and address books, in the tables of SabreDAV. */
final class Accounts
{
    private const OWNER = 1;
    private const ACCEPTED = 2;

    /** @var list<string> what was done, for the log */
    public array $done = [];

    public function __construct(private readonly Database $database, private readonly string $realm, private readonly Marker $marker)
    {
    }

    /**
     * Brings all of them to what is declared, and returns what the marker is to remember.
     *
     * @param list<array<string, mixed>> $users
     * @return array<string, array<string, mixed>>
     */
    public function reconcile(#[\SensitiveParameter] array $users): array
    {
        $written = [];
        foreach ($users as $user) {
            if ($user['state'] === 'absent') {
                $this->remove($user['name']);
            } else {
                $written[$user['name']] = $this->user($user, $this->marker->user($user['name']));
            }
        }
        return $written;
    }

    private function user(#[\SensitiveParameter] array $user, ?array $before): array
    {
        $name = $user['name'];
        $exists = $this->database->rows('SELECT id FROM users WHERE username = ?', [$name]) !== [];
        $rotated = $before === null || !Marker::matches($user['password'], $before['password']);
        if (!$exists && !$rotated) {
            $this->done[] = "user $name: left out, because somebody removed it; a new password makes it again";
            return $before;
        }
        $before = $exists ? $before : null;
        $this->login($user, $exists, $rotated);
        $this->principal($user, $before);
        return [
            'displayName' => $user['displayName'],
            'email' => $user['email'],
            'password' => Marker::hash($user['password'], $before['password'] ?? null),
            'calendars' => $this->collections('calendar', $user, $user['calendars'], $before['calendars'] ?? []),
            'addressBooks' => $this->collections('addressBook', $user, $user['addressBooks'], $before['addressBooks'] ?? []),
        ];
    }

    private function login(#[\SensitiveParameter] array $user, bool $exists, bool $rotated): void
    {
        ['name' => $name, 'password' => $password] = $user;
        $digest = md5("$name:$this->realm:$password");
        if (!$exists) {
            $this->database->insert('users', ['username' => $name, 'digesta1' => $digest]);
            $this->done[] = "user $name: made";
        } elseif ($rotated) {
            $this->database->change('UPDATE users SET digesta1 = ? WHERE username = ?', [$digest, $name]);
            $this->done[] = "user $name: password set";
        }
    }

    private function principal(array $user, ?array $before): void
    {
        $uri = self::principalUri($user['name']);
        $now = ['email' => $user['email'], 'displayname' => $user['displayName']];
        if ($this->database->rows('SELECT id FROM principals WHERE uri = ?', [$uri]) === []) {
            $this->database->insert('principals', ['uri' => $uri] + $now);
        } elseif ($before === null || $before['email'] !== $user['email'] || $before['displayName'] !== $user['displayName']) {
            $this->database->change('UPDATE principals SET email = ?, displayname = ? WHERE uri = ?', [...array_values($now), $uri]);
            $this->done[] = "user {$user['name']}: name and address set";
        }
    }

    /**
     * @param 'calendar'|'addressBook' $kind
     * @return array<string, array<string, mixed>> by uri
     */
    private function collections(string $kind, array $user, array $declared, array $before): array
    {
        $written = [];
        foreach ($declared as $collection) {
            $uri = $collection['uri'];
            $changed = ($before[$uri] ?? null) !== $collection;
            $what = "user {$user['name']}: $kind $uri";
            $found = $this->database->rows('SELECT id FROM ' . self::table($kind) . ' WHERE principaluri = ? AND uri = ?', [self::principalUri($user['name']), $uri]);
            if ($found === [] && $changed) {
                $kind === 'calendar' ? $this->makeCalendar($user, $collection) : $this->makeAddressBook($user, $collection);
                $this->done[] = "$what: made";
            } elseif ($changed) {
                $kind === 'calendar' ? $this->describeCalendar($found[0]['id'], $collection) : $this->describeAddressBook($found[0]['id'], $collection);
                $this->done[] = "$what: described";
            } elseif ($found === []) {
                $this->done[] = "$what: left out, because somebody removed it; a changed declaration makes it again";
            }
            $written[$uri] = $collection;
        }
        return $written;
    }

    private static function table(string $kind): string
    {
        return $kind === 'calendar' ? 'calendarinstances' : 'addressbooks';
    }

    private function makeCalendar(array $user, array $calendar): void
    {
        $this->database->insert('calendars', ['synctoken' => 1, 'components' => implode(',', $calendar['components'])]);
        $this->database->insert('calendarinstances', [
            'calendarid' => $this->database->lastId('calendars'),
            'principaluri' => self::principalUri($user['name']),
            'access' => self::OWNER,
            'uri' => $calendar['uri'],
            'displayname' => $calendar['displayName'],
            'description' => $calendar['description'] ?? '',
            'calendarorder' => 0,
            'calendarcolor' => $calendar['color'] ?? '',
            'transparent' => 0,
            'share_invitestatus' => self::ACCEPTED,
        ]);
    }

    private function describeCalendar(int|string $id, array $calendar): void
    {
        $this->database->change(
            'UPDATE calendarinstances SET displayname = ?, description = ?, calendarcolor = ? WHERE id = ?',
            [$calendar['displayName'], $calendar['description'] ?? '', $calendar['color'] ?? '', $id],
        );
        $this->database->change(
            'UPDATE calendars SET components = ? WHERE id = (SELECT calendarid FROM calendarinstances WHERE id = ?)',
            [implode(',', $calendar['components']), $id],
        );
    }

    private function makeAddressBook(array $user, array $book): void
    {
        $this->database->insert('addressbooks', [
            'principaluri' => self::principalUri($user['name']),
            'uri' => $book['uri'],
            'displayname' => $book['displayName'],
            'description' => $book['description'] ?? '',
            'synctoken' => 1,
        ]);
    }

    private function describeAddressBook(int|string $id, array $book): void
    {
        $this->database->change('UPDATE addressbooks SET displayname = ?, description = ? WHERE id = ?', [$book['displayName'], $book['description'] ?? '', $id]);
    }

    /** With everything that is theirs, as the admin interface does it: somebody declared that it be gone. */
    private function remove(string $name): void
    {
        $principal = self::principalUri($name);
        $gone = [...$this->database->rows('SELECT id FROM users WHERE username = ?', [$name]), ...$this->database->rows('SELECT id FROM principals WHERE uri = ?', [$principal])];
        if ($gone === []) {
            return;
        }
        foreach ($this->database->rows('SELECT calendarid FROM calendarinstances WHERE principaluri = ? AND access = ?', [$principal, self::OWNER]) as ['calendarid' => $id]) {
            foreach (['calendarobjects', 'calendarchanges', 'calendarinstances'] as $table) {
                $this->database->change("DELETE FROM $table WHERE calendarid = ?", [$id]);
            }
            $this->database->change('DELETE FROM calendars WHERE id = ?', [$id]);
        }
        foreach ($this->database->rows('SELECT id FROM addressbooks WHERE principaluri = ?', [$principal]) as ['id' => $id]) {
            foreach (['cards', 'addressbookchanges'] as $table) {
                $this->database->change("DELETE FROM $table WHERE addressbookid = ?", [$id]);
            }
        }
        foreach (['calendarinstances', 'addressbooks', 'calendarsubscriptions', 'schedulingobjects'] as $table) {
            $this->database->change("DELETE FROM $table WHERE principaluri = ?", [$principal]);
        }
        $this->database->change('DELETE FROM groupmembers WHERE principal_id IN (SELECT id FROM principals WHERE uri = ?) OR member_id IN (SELECT id FROM principals WHERE uri = ?)', [$principal, $principal]);
        $this->database->change('DELETE FROM principals WHERE uri = ?', [$principal]);
        $this->database->change('DELETE FROM users WHERE username = ?', [$name]);
        $this->done[] = "user $name: removed with all calendars and address books";
    }

    private static function principalUri(string $name): string
    {
        return "principals/$name";
    }
}
