"""A site for the web benchmarks: a county of made-up forms in a folder of its own, its server as a process, and clients that talk to it.

Not a benchmark itself: see ``web_durability.py`` and ``web_load.py``. Sessions are put into the database beforehand, so that signing in (slow
on purpose) is not what is measured.
"""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

__all__ = ["Browser", "Server", "free_port", "percentile", "postgres", "prepare", "reference_ms"]

ROOT = Path(__file__).parent.parent
SRC = ROOT / "src"


def reference_ms() -> float:
    """Milliseconds that a million empty loops of Python take here: about 20 on an ordinary office PC of today."""
    start = time.perf_counter()
    for _ in range(1_000_000):
        pass
    return (time.perf_counter() - start) * 1000


def percentile(values: list[float], part: float) -> float:
    """The value below which ``part`` (0 … 1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class postgres:
    """A PostgreSQL cluster of our own for as long as the block runs; yields its URL, or None where no PostgreSQL is installed."""

    def __enter__(self) -> str | None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not found:
            return None
        self.bin = found[-1].parent
        self.folder = tempfile.mkdtemp(prefix="ziping-pg-")
        self.user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self.user:
            subprocess.run(["chown", "postgres", self.folder], check=True)
        port = free_port()
        self._run("initdb", "-D", f"{self.folder}/data", "-U", "ziping", "--auth=trust", "-E", "UTF8", "--locale=C")
        self._run(
            "pg_ctl", "-D", f"{self.folder}/data", "-w", "-l", f"{self.folder}/log",
            "-o", f"-p {port} -k {self.folder} -c listen_addresses=127.0.0.1", "start",
        )  # fmt: skip
        self._run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "ziping", "ziping")
        return f"postgres://ziping@127.0.0.1:{port}/ziping"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run([*self.user, str(self.bin / program), *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/")

    def __exit__(self, *_: object) -> None:
        if hasattr(self, "bin"):
            self._run("pg_ctl", "-D", f"{self.folder}/data", "-m", "fast", "stop")
            subprocess.run(["rm", "-rf", self.folder], check=False)


def prepare(home: Path, database: str | None, *, forms: int, people: int, rows: int, units: int) -> dict[str, Any]:
    """Django set up in this process on a fresh database with a round of ``forms`` project forms; what the clients need to know."""
    os.environ.update(ZIPING_HOME=str(home), DJANGO_SETTINGS_MODULE="ziping_web.settings")
    os.environ.pop("DATABASE_URL", None)
    if database:
        os.environ["DATABASE_URL"] = database
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    return _fill(forms=forms, people=people, rows=rows, units=units)


def _form(rows: int) -> dict[str, Any]:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from engine import make
    from ziping.form import dump, load

    data = make(Random(7), rows)
    data.update(layout="mof-2020-project", signatures={"填表人": None, "单位负责人": None})
    return dump(load(data)[0])


def _fill(*, forms: int, people: int, rows: int, units: int) -> dict[str, Any]:
    from datetime import timedelta

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.hashers import make_password
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from ziping_web.filings import services
    from ziping_web.filings.models import Draft, Filing, Verdict
    from ziping_web.people.models import Account, Node, Role
    from ziping_web.rounds.models import Round

    bureau = Node.objects.create(code="000", name="青禾县财政局", kind="bureau")
    nodes = [Node.objects.create(code=f"{n:03d}", name=f"青禾县第{n}单位", kind="unit", parent=bureau) for n in range(1, units + 1)]
    today = timezone.localdate()
    kinds = {"project": {"scheme": None, "layout": "mof-2020-project"}}
    round_ = Round.objects.create(name="测速批次", year=2023, kinds=kinds, start_on=today, end_on=today + timedelta(days=30))
    round_.units.set(nodes)
    first = services.create(round_=round_, node=nodes[0], kind="project", project_name="项目 1", form=_form(rows))
    draft, verdict = Draft.objects.get(filing=first), Verdict.objects.get(filing=first)
    phases = ["draft"] * 3 + ["department", "office", "final"]
    wanted = range(2, forms + 1)
    Filing.objects.bulk_create(
        Filing(round=round_, node=nodes[n % units], kind="project", project_name=f"项目 {n}", phase=phases[n % len(phases)]) for n in wanted
    )
    others = list(Filing.objects.exclude(pk=first.pk))
    Draft.objects.bulk_create(
        Draft(filing=filing, form=draft.form, rows=draft.rows, locked=draft.locked, next_key=draft.next_key) for filing in others
    )
    columns = {f.name: getattr(verdict, f.name) for f in Verdict._meta.fields if f.name not in ("id", "filing")}
    Verdict.objects.bulk_create(Verdict(filing=filing, **columns) for filing in others)
    secret, out = make_password(None), []
    roles = ["filler"] * 7 + ["department", "office", "performance"]
    for number in range(people):
        role = roles[number % len(roles)]
        account = Account.objects.create(login=f"p{number}", name=f"某{number}", password=secret)
        Role.objects.create(account=account, node=bureau, kind=role)
        session = SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.create()
        out.append({"role": role, "cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}", "account": account.pk})
    keys = draft.rows["indicators"]
    ids = {phase: list(Filing.objects.filter(phase=phase).values_list("pk", flat=True)) for phase in set(phases)}
    from django.db import connection

    connection.close()
    return {"people": out, "filings": ids, "rows": keys}


class Server:
    """`ziping serve` in a process group of its own."""

    def __init__(self, home: Path, database: str | None, port: int) -> None:
        self.port = port
        self.env = {**os.environ, "ZIPING_HOME": str(home), "PYTHONPATH": str(SRC)}
        self.env.pop("DATABASE_URL", None)
        if database:
            self.env["DATABASE_URL"] = database
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, wait: float = 120) -> float:
        """Start it and wait until it answers; how many seconds that took."""
        begin = time.monotonic()
        command = [sys.executable, "-m", "ziping", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        while time.monotonic() - begin < wait:
            with suppress(OSError, http.client.HTTPException):
                link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                link.request("GET", "/health")
                if link.getresponse().status == 200:
                    return time.monotonic() - begin
            time.sleep(0.1)
        raise SystemExit("the server did not start")

    def cpu(self) -> float:
        """Seconds of CPU that all its processes have taken so far (Linux)."""
        total = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = stat.read_text().rpartition(")")[2].split()
                if self.process is not None and int(fields[2]) == self.process.pid:
                    total += int(fields[11]) + int(fields[12])
        return total / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """Kill -9, the whole group."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Browser:
    """One signed-in client with one connection. ``send`` returns (status, body), or None where the server did not answer."""

    _TOKEN = "a" * 32

    def __init__(self, port: int, cookie: str) -> None:
        self.port = port
        self.headers = {"Cookie": f"{cookie}; csrftoken={self._TOKEN}", "X-CSRFToken": self._TOKEN, "Accept": "application/json"}
        self.link: http.client.HTTPConnection | None = None

    def send(self, method: str, path: str, data: Any = None, *, page: bool = False) -> tuple[int, bytes] | None:
        body = None if data is None else json.dumps(data)
        headers = {**self.headers, **({"Content-Type": "application/json"} if body else {})}
        if page:
            headers["Accept"] = "text/html"
        try:
            if self.link is None:
                self.link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            self.link.request(method, path, body, headers)
            answer = self.link.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            if self.link is not None:
                self.link.close()
            self.link = None
            return None
