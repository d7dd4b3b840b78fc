"""What the command line starts: `ziping demo`, `ziping serve`, `ziping backup`, `ziping restore`."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from ziping.errors import UserError

__all__ = ["backup", "demo", "own_addresses", "restore", "serve"]

_WORKERS = 2


def _ready() -> None:
    """Django, with its tables as this version wants them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ziping_web.settings")
    import django
    from django.core.management import call_command
    from django.db import OperationalError

    django.setup()
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        raise UserError(f"连不上数据库（{str(error).splitlines()[0]}）；请检查 DATABASE_URL 和数据库是否在运行") from None


def demo(*, home: str | None, host: str, port: int, load_only: bool) -> int:
    """Prepare the county in a folder of its own (once) and serve it until Ctrl-C."""
    os.environ["ZIPING_HOME"] = home or os.environ.get("ZIPING_HOME") or "ziping-demo"
    os.environ["ZIPING_DEMO"] = "1"
    _ready()
    from ziping_web.demo.accounts import ACCOUNTS, PASSWORD
    from ziping_web.people.models import Account, Node

    if not Node.objects.exists():
        from ziping_web.demo.county import build

        print("正在准备演示县（青禾县，虚构）……", flush=True)
        build()
    elif not Account.objects.filter(login=ACCOUNTS[0].login).exists():
        raise UserError(f"{os.environ['ZIPING_HOME']} 里是正式的数据，不是演示数据；演示请换一个目录（--home）")
    print(f"演示数据在 {Path(os.environ['ZIPING_HOME']).resolve()}")
    for each in ACCOUNTS:
        print(f"  {each.login:<8} {each.words}")
    print(f"  密码都是 {PASSWORD}", flush=True)
    return 0 if load_only else _serve(host, port)


def serve(*, home: str | None, host: str, port: int) -> int:
    """Serve for real use; the first page of a new site sets it up."""
    if home:
        os.environ["ZIPING_HOME"] = home
    os.environ.pop("ZIPING_DEMO", None)
    _ready()
    from ziping_web.people.models import Account
    from ziping_web.setup import code

    if not Account.objects.exists():
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
        print(f"第一次使用：请打开 http://{shown}:{port}/set-up ，用这个开通码设置单位名称和管理员：{code()}", flush=True)
    return _serve(host, port)


def _serve(host: str, port: int) -> int:
    """Web workers, and one process for background jobs; all end together."""
    from granian import Granian
    from granian.constants import Interfaces

    ours = own_addresses() if host in ("0.0.0.0", "::") else []
    if ours:
        os.environ["ZIPING_HOSTS"] = ",".join(filter(None, [os.environ.get("ZIPING_HOSTS", ""), *ours]))
    jobs = subprocess.Popen([sys.executable, "-m", "ziping_web.jobs"], env=_child_environment())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"打开 http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}/    按 Ctrl-C 结束", flush=True)
    if shown := [f"http://{name}:{port}/" for name in ours if "." in name and not name.startswith("127.")]:
        print(f"别的电脑打开 {' 或 '.join(shown)}", flush=True)
    try:
        Granian(
            "ziping_web.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=_WORKERS, blocking_threads=2,
            log_access=False, log_level="warning", respawn_failed_workers=True,
        ).serve()  # fmt: skip
    finally:
        jobs.terminate()
        try:
            jobs.wait(timeout=10)
        except subprocess.TimeoutExpired:
            jobs.kill()
    return 0


def _child_environment() -> dict[str, str]:
    source = str(Path(__file__).parents[1])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(part for part in (source, os.environ.get("PYTHONPATH")) if part)}


def own_addresses(table: str | None = None) -> list[str]:
    """Served to the office, the site answers to this machine's own addresses; more by ``ZIPING_HOSTS``. ``table``: what the kernel says
    of its routes, on Linux, where the machine's name often leads to 127.0.1.1 only and an intranet may have no gateway to ask by."""
    import re
    import socket

    names: set[str] = set()
    with suppress(OSError):
        table = Path("/proc/net/fib_trie").read_text(encoding="ascii") if table is None else table
        names |= set(re.findall(r"\|-- ([\d.]+)\n\s+/32 host LOCAL", table))
    with suppress(OSError):
        names |= {str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None)}
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("10.255.255.255", 1))  # sends nothing; tells which of our addresses faces the network
        names.add(probe.getsockname()[0])
    return sorted(names)


def backup(*, home: str | None, out: str, force: bool) -> int:
    """Everything into one file, while the site runs. UserError where there is nothing: a wrong folder must not look like a backup."""
    if home:
        os.environ["ZIPING_HOME"] = home
    there = Path(os.environ.get("ZIPING_HOME", "ziping-data")).resolve()
    if not os.environ.get("DATABASE_URL") and not (there / "ziping.sqlite3").is_file():
        raise UserError(f"{there} 里没有 ziping 的数据，没有备份；请用 --home 指明网站启动时用的目录")
    _ready()
    from ziping_web.archive import pack

    print(pack(Path(out), force=force))
    return 0


def restore(*, home: str | None, source: str, force: bool) -> int:
    """Everything back from such a file; the site must not be running."""
    if home:
        os.environ["ZIPING_HOME"] = home
    _ready()
    from ziping_web.archive import unpack

    print(unpack(Path(source), force=force))
    return 0
