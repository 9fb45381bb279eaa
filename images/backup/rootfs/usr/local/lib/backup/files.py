"""Directories: what is copied as it lies, and SQLite databases in them, which are not."""

import json
import os
import shutil
import sqlite3

from repository import Fault

#: Where a restore works, in the volume itself: what is there can be put in place by renaming.
WORKSHOP = ".cdktf-groupware-restore"


def sqlite_uri(path, mode="ro"):
    return "file:" + path.replace("%", "%25").replace("?", "%3f").replace("#", "%23") + f"?mode={mode}"


def copy_sqlite(source, target):
    """A consistent copy of a database that is in use, and how many rows each table has in it."""
    if not os.path.exists(source):
        raise Fault(f"There is no SQLite database {source}. Is its path in the volume right?")
    os.makedirs(os.path.dirname(target), exist_ok=True)
    try:
        live = sqlite3.connect(sqlite_uri(source), uri=True, timeout=60)
        copy = sqlite3.connect(target)
        # In one step: the database is locked against writers for that long, and nobody comes between.
        live.backup(copy, pages=-1)
        live.close()
        counts = check_sqlite(copy, source)
        copy.close()
    except sqlite3.Error as error:
        raise Fault(f"The SQLite database {source} could not be copied: {error}") from error
    facts = os.stat(source)
    os.chmod(target, 0o600)
    return {"rows": counts, "owner": [facts.st_uid, facts.st_gid], "mode": facts.st_mode & 0o7777}


def check_sqlite(database, name):
    """How many rows each table has, when the database is whole."""
    verdict = database.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok":
        raise Fault(f"The SQLite database {name} is damaged: {verdict}")
    names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
    quoted = {one: '"' + one.replace('"', '""') + '"' for one in names}
    return {one: database.execute(f"SELECT count(*) FROM {quoted[one]}").fetchone()[0] for one in sorted(names)}


def remove(path):
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    else:
        os.unlink(path)


class Directory:
    """A volume to which a restore brings back what it held."""

    def __init__(self, path):
        self.path = path
        self.workshop = os.path.join(path, WORKSHOP)
        self.restoring = os.path.join(self.workshop, "restoring")
        self.before = os.path.join(self.workshop, "before")
        self.file = os.path.join(self.workshop, "state.json")

    def state(self):
        try:
            with open(self.file) as file:
                return json.load(file)
        except (FileNotFoundError, ValueError):
            return {}

    def mark(self, **state):
        os.makedirs(self.workshop, mode=0o700, exist_ok=True)
        with open(f"{self.file}.new", "w") as file:
            json.dump(state, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(f"{self.file}.new", self.file)

    def entries(self):
        return [one for one in os.listdir(self.path) if one not in (WORKSHOP, "lost+found")]

    def newest_change(self):
        """When something in it was changed last; nothing where it is empty."""
        if not self.entries():
            return None
        newest = 0
        for root, directories, files in os.walk(self.path):
            if root == self.path and WORKSHOP in directories:
                directories.remove(WORKSHOP)
            for one in directories + files:
                newest = max(newest, os.lstat(os.path.join(root, one)).st_mtime)
        return newest

    def is_half_done(self, request):
        """Whether the old is away, and all that was restored for the request waits to be put in place."""
        known = self.state()
        return known.get("phase") == "filling" and known.get("request") == request

    def begin(self, request):
        """An empty place to restore into."""
        phase = self.state().get("phase")
        if phase == "filling":
            # Another request was cut short. What it had put in place is in its snapshot; what was there before is away.
            self.mark(request=request, phase="emptying")
            for one in self.entries():
                remove(os.path.join(self.path, one))
        elif phase == "done":
            self.forget_before()
        shutil.rmtree(self.restoring, ignore_errors=True)
        os.makedirs(self.restoring, mode=0o700)

    def put_in_place(self, content, request):
        """
        Replaces what is there by what was restored, by renaming alone. Cut short at any point, it goes on where it was: it
        notes when the old is away, and until then nothing new is put there.
        """
        if not self.is_half_done(request):
            self.mark(request=request, phase="emptying")
            os.makedirs(self.before, exist_ok=True)
            for one in self.entries():
                os.rename(os.path.join(self.path, one), os.path.join(self.before, one))
            self.mark(request=request, phase="filling")
        for one in os.listdir(content):
            os.rename(os.path.join(content, one), os.path.join(self.path, one))
        facts = os.stat(content)
        os.chown(self.path, facts.st_uid, facts.st_gid)
        os.chmod(self.path, facts.st_mode & 0o7777)
        self.mark(request=request, phase="done")
        shutil.rmtree(self.restoring)

    def forget_before(self):
        shutil.rmtree(self.before, ignore_errors=True)
