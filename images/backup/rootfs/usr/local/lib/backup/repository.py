"""The repository: all that restic is asked, and what it answers in words that name the cause."""

import json
import os
import re
import shutil
import socket
import subprocess
from datetime import datetime

TAG = "cdktf-groupware"


class Fault(Exception):
    """What a person must know, and nothing else."""


def taken_at(snapshot):
    """When a snapshot was begun. (restic writes nine digits of a second, and Python reads six.)"""
    whole, zone = re.match(r"([-0-9]+T[0-9:]+)(?:\.\d+)?(Z|[-+][0-9:]+)$", snapshot["time"]).groups()
    return datetime.fromisoformat(whole + ("+00:00" if zone == "Z" else zone))


class Repository:
    def __init__(self, plan):
        told = plan["repository"]
        self.name = plan["name"]
        self.prop = told["prop"]
        self.location = told.get("location")
        self.shown = told.get("shown", self.location)
        self.options = told.get("options", [])
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": "/tmp",
            "RESTIC_PASSWORD_FILE": told["passwordFile"],
            "RESTIC_CACHE_DIR": os.environ.get("RESTIC_CACHE_DIR", "/tmp/restic"),
            # Many small files cost a round trip each on a disk, and a request each elsewhere.
            "RESTIC_PROGRESS_FPS": "0.1",
        }
        if "locationFile" in told:
            self.environment["RESTIC_REPOSITORY_FILE"] = told["locationFile"]
        else:
            self.environment["RESTIC_REPOSITORY"] = self.location
        for name, path in told.get("environmentFiles", {}).items():
            with open(path) as file:
                self.environment[name] = file.read()

    def run(self, *arguments, accept=(0,)):
        """What it printed; a fault where it did not do what it was asked."""
        done = subprocess.run(self.command(arguments), env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode not in accept:
            raise self.fault(arguments[0], done.stderr or done.stdout)
        return done

    def command(self, arguments):
        return ["restic", *[part for option in self.options for part in ("-o", option)], *arguments]

    def fault(self, action, said):
        lines = [line for line in said.strip().splitlines() if line.strip()]
        last = lines[-1] if lines else "it said nothing"
        for sign, text in KNOWN:
            if sign in said:
                free = f" {self.free_space()}" if sign == FULL else ""
                detail = next((line for line in lines if sign in line), last)
                return Fault(f"{text.format(shown=self.shown, prop=self.prop)}{free} (restic {action}: {detail[:300]})")
        return Fault(f"restic {action} failed on the repository {self.shown}: {last[:500]}")

    def free_space(self):
        if not self.is_local():
            return ""
        usage = shutil.disk_usage(self.location)
        return f"{usage.free // 1_048_576} MiB of {usage.total // 1_048_576} MiB are free."

    def is_local(self):
        return bool(self.location) and self.location.startswith("/")

    def identity(self):
        """What tells this repository from others; nothing where there is none yet."""
        done = subprocess.run(
            self.command(["cat", "config", "--no-lock"]), env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            return json.loads(done.stdout)["id"]
        # An empty directory says that there is no configuration, and so does a bucket without any.
        if "Is there a repository at the following location" in done.stderr and not self.has_remains():
            return None
        raise self.fault("cat config", done.stderr)

    def has_remains(self):
        """A repository that has lost its configuration must not be taken for a new one."""
        return self.is_local() and any(os.scandir(self.location)) and os.path.isdir(f"{self.location}/keys")

    def require_known(self, known):
        """The identity; makes the repository where there never was one."""
        found = self.identity()
        if found is None and known is None:
            self.run("init")
            return self.identity()
        if found is None:
            raise Fault(
                f"The repository {self.shown} is gone: there was one before, and now there is none. Is the right disk mounted?"
            )
        if known is not None and found != known:
            raise Fault(f"The repository {self.shown} is another one than before. Is the right disk mounted?")
        return found

    def remove_own_locks(self):
        """Locks of runs that were killed. There is one run at a time, so what bears our host name is nobody's now."""
        locks = self.locks()
        for lock in locks:
            told = json.loads(self.run("cat", "lock", lock, "--no-lock").stdout)
            if told.get("hostname") != socket.gethostname():
                raise Fault(
                    f"The repository {self.shown} is in use by {told.get('username')} on {told.get('hostname')} since "
                    f"{told.get('time')}. If nobody is there any more: docker exec {socket.gethostname()} restic-here unlock"
                )
        if locks:
            self.run("unlock", "--remove-all")

    def locks(self):
        """Their ids. Where they can be looked at, restic is spared: it derives its key anew each time, which takes a second."""
        if self.is_local():
            return os.listdir(f"{self.location}/locks")
        return self.run("list", "locks", "--no-lock").stdout.split()

    def snapshots(self, host=None):
        """Those of the backup, the oldest first."""
        arguments = ["snapshots", "--json", "--no-lock", "--tag", TAG, "--host", host or self.name]
        found = json.loads(self.run(*arguments).stdout) or []
        return sorted(found, key=taken_at)

    def snapshot(self, wanted, host=None):
        """The one that is meant: a snapshot of this backup, by its id or as `latest`."""
        host = host or self.name
        if wanted == "latest":
            found = self.snapshots(host)
            if not found:
                others = sorted({one["hostname"] for one in self.all_snapshots()})
                there = f"it holds those of {', '.join(others)}" if others else "it is empty"
                raise Fault(f"The repository {self.shown} holds no snapshot of {host}: {there}.")
            return found[-1]
        matching = [one for one in self.all_snapshots() if one["id"].startswith(wanted)]
        if not matching:
            known = ", ".join(one["short_id"] for one in self.snapshots(host)[-5:]) or "none"
            raise Fault(f"There is no snapshot {wanted} in {self.shown}. The last of {host}: {known}. Correct `snapshot`.")
        if len(matching) > 1:
            raise Fault(f"Several snapshots begin with {wanted}. Give `snapshot` more of the id.")
        if matching[0]["hostname"] != host:
            raise Fault(
                f"The snapshot {wanted} belongs to {matching[0]['hostname']}, and this is {host}. Correct `snapshot`, or name "
                "the other one with `from`."
            )
        return matching[0]

    def all_snapshots(self):
        return json.loads(self.run("snapshots", "--json", "--no-lock").stdout) or []

    def text_of(self, snapshot, path):
        return self.run("dump", "--no-lock", snapshot["id"], path).stdout

    def restore(self, snapshot, path, target):
        self.run("restore", "--no-lock", "--verify", "--target", target, "--include", path, snapshot["id"])


FULL = "no space left on device"

KNOWN = [
    (
        "wrong password or no key found",
        "The password is not that of the repository {shown}: give {prop} the `password` with which it was made.",
    ),
    (FULL, "The repository {shown} is full."),
    ("disk quota exceeded", "The repository {shown} is full: its quota is used up."),
    (
        "read-only file system",
        "The repository {shown} cannot be written: its disk is mounted read-only, which the kernel does after an error.",
    ),
    ("permission denied", "The repository {shown} cannot be used: permission denied."),
    ("Access Denied", "The storage of the repository {shown} refuses the credentials of {prop}."),
    ("InvalidAccessKeyId", "The storage of the repository {shown} does not know the access key of {prop}."),
    ("SignatureDoesNotMatch", "The storage of the repository {shown} refuses the secret key of {prop}."),
    ("Permission denied (publickey", "The SSH server of the repository {shown} refuses the key of {prop}."),
    ("Host key verification failed", "The SSH server of the repository {shown} is not the one that `knownHosts` names."),
    ("Could not resolve hostname", "The name of the server of the repository {shown} is not known."),
    ("no such host", "The name of the server of the repository {shown} is not known."),
    ("onnection refused", "The server of the repository {shown} does not answer."),
    ("i/o timeout", "The server of the repository {shown} does not answer."),
    ("ciphertext verification failed", "The repository {shown} is damaged: a part cannot be decrypted."),
    ("repository contains errors", "The repository {shown} is damaged."),
    ("invalid data returned", "The repository {shown} is damaged: a part is not what it was."),
    ("does not exist", "The repository {shown} is damaged: a part is missing."),
    ("no such file or directory", "The repository {shown} is damaged: a part is missing."),
    ("not found in repository", "The repository {shown} is damaged: a part is missing."),
    ("hash does not match", "The repository {shown} is damaged: a part is not what it was."),
    ("is already locked", "The repository {shown} is in use by another program."),
]
