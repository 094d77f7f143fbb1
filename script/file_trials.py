"""file_trials.py
  Load files, one by one, each by one load_file in a store of its own, and say
  what became of each.

psql makes the connection, by PGHOST and its like; the server reads the files.
"""
import dataclasses
import os
import re
import shutil
import subprocess
import tempfile

TRIP_COLUMNS = "region, origin, destination, departed_at, datasource"
MARK = "-- trial"


@dataclasses.dataclass
class Trial:
    """What came of a file."""
    path: str
    loads: list = dataclasses.field(default_factory=list)
    trips: list = dataclasses.field(default_factory=list)
    rejects: list = dataclasses.field(default_factory=list)
    messages: list = dataclasses.field(default_factory=list)

    @property
    def loaded(self):
        return sum(int(load[1]) for load in self.loads if load[0] == "committed")

    @property
    def rejected(self):
        return sum(int(load[2]) for load in self.loads if load[0] == "committed")

    @property
    def feeds(self):
        return sorted({load[3] for load in self.loads if load[3]})

    def texts(self, severity):
        """Messages of a severity: (SQLSTATE, text)."""
        return [(m["sqlstate"], m["text"]) for m in self.messages
                if m["severity"] == severity]

    @property
    def refusal(self):
        """The first error, or None."""
        for message in self.messages:
            if message["severity"] in ("ERROR", "FATAL", "PANIC"):
                return message
        return None


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def statements(number, path, store, most_trips):
    """What psql does of one file."""
    load = "CALL tripgrid.load_file(%s, store => %s)" % (quoted(path), quoted(store))
    return f"""
\\echo {MARK} {number}
\\warn {MARK} {number}
SET client_min_messages = warning;
SELECT tripgrid.drop_store('{store}', force => true) FROM pg_catalog.pg_namespace
  WHERE nspname = '{store}' \\g /dev/null
SELECT tripgrid.create_store('{store}') \\g /dev/null
SET client_min_messages = notice;
{load};
\\echo {MARK} loads
SELECT state, rows_loaded, rows_rejected, feed FROM {store}.loads ORDER BY load_id;
\\echo {MARK} rejects
SELECT count(*), colname, err_message, min(raw_field_value) FROM {store}.rejects
  GROUP BY colname, err_message ORDER BY count(*) DESC LIMIT 3;
\\echo {MARK} trips
SELECT {TRIP_COLUMNS} FROM {store}.trips ORDER BY trip_id LIMIT {most_trips};
"""


MESSAGE = re.compile(r"^(?:psql:[^:]*:\d+: )?(DEBUG|LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC):  "
                     r"(?:([0-9A-Z]{5}): )?(.*)$")
PART = re.compile(r"^(DETAIL|HINT|CONTEXT|LOCATION):  (.*)$")


def read_messages(lines):
    """Messages of psql, each with its parts."""
    messages = []
    part = None
    for line in lines:
        begin = MESSAGE.match(line)
        more = PART.match(line)
        if begin:
            messages.append({"severity": begin[1], "sqlstate": begin[2] or "", "text": begin[3]})
            part = "text"
        elif more and messages:
            part = more[1].lower()
            messages[-1][part] = more[2]
        elif messages and part:
            messages[-1][part] += "\n" + line
        elif line.strip():
            messages.append({"severity": "FATAL", "sqlstate": "", "text": line})
    return messages


def sections(text):
    """Cut what psql wrote at its marks: {number: lines}."""
    found = {}
    lines = []
    for line in text.split("\n"):
        if re.fullmatch(MARK + r" \d+", line):
            lines = found.setdefault(int(line.split()[-1]), [])
        else:
            lines.append(line)
    return found


def read_trial(path, out, err):
    trial = Trial(path, messages=read_messages(err))
    into = None
    for line in out:
        if line.startswith(MARK):
            into = getattr(trial, line.split()[-1])
        elif line and into is not None:
            into.append(line.split("\x1f"))
    return trial


def try_files(paths, store="file_trials", most_trips=1, timeout=None):
    """A Trial of each path, all by one session."""
    script = "\n".join(statements(n, path, store, most_trips)
                       for n, path in enumerate(paths))
    script += f"\n\\warn {MARK} {len(paths)}\nSET client_min_messages = warning;\n" \
              f"SELECT tripgrid.drop_store('{store}', force => true) FROM pg_catalog.pg_namespace\n" \
              f"  WHERE nspname = '{store}' \\g /dev/null\n"
    ran = subprocess.run(
        ["psql", "-XqAt", "-F", "\x1f", "-v", "VERBOSITY=verbose", "-f", "-"],
        input=script.encode(), capture_output=True, timeout=timeout,
        env=dict(os.environ, PGCLIENTENCODING="UTF8"))
    out = sections(ran.stdout.decode(errors="replace"))
    err = sections(ran.stderr.decode(errors="replace"))
    if 0 not in out:
        raise SystemExit("psql: " + ran.stderr.decode(errors="replace").strip())
    return [read_trial(path, out.get(n, []), err.get(n, ["FATAL:  session ended before"]))
            for n, path in enumerate(paths)]


class ServerFolder:
    """A copy of files that the server may read."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="file_trials.")
        os.chmod(self.path, 0o755)

    def add(self, path):
        copy = os.path.join(self.path, os.path.basename(path))
        shutil.copyfile(path, copy)
        os.chmod(copy, 0o644)
        return copy

    def write(self, name, data):
        path = os.path.join(self.path, name)
        with open(path, "wb") as file:
            file.write(data)
        os.chmod(path, 0o644)
        return path

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)
