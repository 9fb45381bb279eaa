"""One command, its runs and what is known of them.

What the command is stands in the environment variable SCHEDULED_JOB, as JSON. What is known of its runs is kept in a
volume, because a new container must know when the command last succeeded.
"""

import fcntl
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime, timezone

STATE = os.environ.get("SCHEDULED_STATE", "/var/lib/scheduled")
BUSY = 75


class Job:
    """The command as the program declares it."""

    def __init__(self):
        try:
            told = json.loads(os.environ["SCHEDULED_JOB"])
        except (KeyError, ValueError):
            sys.exit("scheduled: SCHEDULED_JOB holds no JSON that says what to run")
        self.name = told["name"]
        self.command = told["command"]
        self.schedule = told["schedule"]
        self.time_zone = told["timeZone"]
        self.max_age = told["maxAgeSeconds"]
        self.time_limit = told["timeLimitSeconds"]
        self.catches_up = told["catchUp"]
        self.environment_files = told.get("environmentFiles", {})
        self.metrics_directory = told.get("metricsDirectory")


class State:
    """What is known of the runs: a file that is replaced as a whole."""

    def __init__(self):
        self.path = os.path.join(STATE, "state.json")

    def read(self):
        try:
            with open(self.path) as file:
                return json.load(file)
        except (FileNotFoundError, ValueError):
            return {}

    def update(self, **news):
        known = {**self.read(), **news}
        write_whole(self.path, json.dumps(known, indent=2))
        return known


def write_whole(path, text, mode=0o644):
    with open(f"{path}.new", "w") as file:
        os.fchmod(file.fileno(), mode)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(f"{path}.new", path)


def container_id():
    """Which container this is. The engine mounts a file of its own directory for it into each."""
    with open("/proc/self/mountinfo") as mounts:
        found = re.search(r"/containers/([0-9a-f]{64})/hostname ", mounts.read())
    return found.group(1) if found else None


def begin_of_life(state):
    """Notes a new container: a failure of its predecessor says nothing of it, because something was changed."""
    identity = container_id()
    if identity is None or state.read().get("container") != identity:
        state.update(container=identity, born=time.time(), failed=False)


def is_running():
    """Whether a run is under way: whoever runs holds the lock, and the kernel takes it from whoever is gone."""
    try:
        with open(os.path.join(STATE, "lock")) as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return False
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True


def take(lock):
    """Whether the lock is ours now. Whoever only looks at it holds it for an instant, so one refusal says nothing."""
    for _ in range(10):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            time.sleep(0.05)
    return False


def was_cut_short(known):
    """Whether the last run began and never told how it ended, and none is under way: it was killed, or the machine died."""
    return known.get("started", 0) > known.get("ended", 0) and not is_running()


def verdict(job, state):
    """How things are, and in words."""
    known = state.read()
    if "born" not in known:
        return "starting", "the scheduler has not started yet"
    if known.get("failed"):
        return "failed", f"the run that ended at {utc(known['ended'])} failed: {known.get('message') or 'see the log'}"
    if known.get("started", 0) > known["born"] and was_cut_short(known):
        return "failed", f"the run that started at {utc(known['started'])} was cut short"
    since = max(known.get("succeeded", 0), known["born"])
    age = time.time() - since
    if age > job.max_age:
        last = utc(known["succeeded"]) if "succeeded" in known else "never"
        return "stale", f"the last success is too old: {last}; it may be {job.max_age:.0f} seconds old"
    if is_running():
        return "running", f"a run is under way since {utc(known.get('started'))}"
    if "succeeded" not in known:
        return "waiting", "no run was due yet"
    return "ok", f"the last run succeeded at {utc(known['succeeded'])}"


def utc(stamp):
    return datetime.fromtimestamp(stamp, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ") if stamp else "never"


def write_metrics(job, state):
    """For the textfile collector of the Prometheus node exporter, and for `metrics`."""
    write_whole(os.path.join(STATE, "metrics.prom"), metrics(job, state))
    if job.metrics_directory:
        write_whole(os.path.join(job.metrics_directory, f"{job.name}.prom"), metrics(job, state))


def metrics(job, state):
    known = state.read()
    values = [
        ("scheduled_job_last_start_timestamp_seconds", "When the last run started.", known.get("started")),
        ("scheduled_job_last_success_timestamp_seconds", "When the last good run ended.", known.get("succeeded")),
        ("scheduled_job_last_duration_seconds", "How long the last run took.", known.get("durationSeconds")),
        ("scheduled_job_last_run_failed", "Whether the last run failed.", int(known.get("failed", False))),
        ("scheduled_job_max_age_seconds", "How old the last success may be.", job.max_age),
    ]
    for name, value in sorted(known.get("details", {}).items()):
        if isinstance(value, (int, float)):
            snake = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()
            values.append((f"scheduled_job_{snake}", f"{name} of the last good run.", value))
    lines = []
    for name, text, value in values:
        if value is not None:
            lines += [f"# HELP {name} {text}", f"# TYPE {name} gauge", f'{name}{{job_name="{job.name}"}} {value}']
    return "\n".join(lines) + "\n"


class Run:
    """One run. There is never a second at the same time: both would need the lock."""

    def __init__(self, job, state, outputs):
        self.job = job
        self.state = state
        self.outputs = outputs
        self.child = None
        self.ending = None

    def execute(self):
        """Runs the command and returns its exit code; BUSY where another run is under way."""
        with open(os.path.join(STATE, "lock"), "a") as lock:
            if take(lock):
                return self.execute_alone(lock)
        self.say(f"not started: another run is under way since {utc(self.state.read().get('started'))}")
        return BUSY

    def execute_alone(self, lock):
        started = time.time()
        self.state.update(started=started)
        details = os.path.join(STATE, "details.json")
        if os.path.exists(details):
            os.unlink(details)
        try:
            code, message = self.run_command(lock, details)
        except OSError as error:
            code, message = 127, str(error)
            self.say(f"cannot run: {message}")
        ended = time.time()
        news = dict(ended=ended, durationSeconds=round(ended - started, 3), exitCode=code, failed=code != 0)
        if code == 0:
            news.update(succeeded=ended, message=None, details=read_details(details))
        else:
            news.update(message=message)
        self.state.update(**news)
        write_metrics(self.job, self.state)
        self.say(f"succeeded in {ended - started:.1f} s" if code == 0 else f"failed with exit code {code}")
        return code

    def run_command(self, lock, details):
        environment = {**os.environ, "SCHEDULED_DETAILS": details}
        for name, path in self.job.environment_files.items():
            with open(path) as file:
                environment[name] = file.read()
        # The child keeps the lock: should this process be killed alone, the child still counts as a run.
        self.child = subprocess.Popen(
            self.job.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            pass_fds=[lock.fileno()],
            start_new_session=True,
        )
        limit = threading.Timer(self.job.time_limit, self.end, ["it took longer than its time limit"])
        limit.daemon = True
        limit.start()
        last = ""
        for line in self.child.stdout:
            self.write(line)
            last = line.decode(errors="replace").strip() or last
        code = self.child.wait()
        limit.cancel()
        if code < 0:
            last = f"killed by {signal.Signals(-code).name}"
            code = 128 - code
        return code or (1 if self.ending else 0), self.ending or last

    def end(self, reason):
        """Asks the command to end, and all that it has started."""
        if self.child is None or self.child.poll() is not None or self.ending:
            return
        self.ending = reason
        self.say(f"ended: {reason}")
        signal_group(self.child.pid, signal.SIGTERM)
        last_word = threading.Timer(30, signal_group, [self.child.pid, signal.SIGKILL])
        last_word.daemon = True
        last_word.start()

    def say(self, text):
        self.write(f"scheduled: {self.job.name}: {text}\n".encode())

    def write(self, line):
        for output in self.outputs:
            try:
                output.write(line)
                output.flush()
            except OSError:
                pass


def signal_group(pid, number):
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        pass


def read_details(path):
    try:
        with open(path) as file:
            return json.load(file)
    except (FileNotFoundError, ValueError):
        return {}
