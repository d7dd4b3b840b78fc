"""What the command line starts: `ziping demo` and `ziping serve`."""

import os
import sys
from pathlib import Path

__all__ = ["demo", "serve"]


def _ready() -> None:
    """Django, with its tables as this version wants them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ziping_web.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


def demo(*, home: str | None, host: str, port: int, load_only: bool) -> int:
    """Prepare the county in a folder of its own (once) and serve it until Ctrl-C."""
    os.environ["ZIPING_HOME"] = home or os.environ.get("ZIPING_HOME") or "ziping-demo"
    os.environ["ZIPING_DEMO"] = "1"
    _ready()
    from ziping_web.demo.accounts import ACCOUNTS, PASSWORD
    from ziping_web.people.models import Node

    if not Node.objects.exists():
        from ziping_web.demo.county import build

        print("正在准备演示县（青禾县，虚构）……", flush=True)
        build()
    print(f"演示数据在 {Path(os.environ['ZIPING_HOME']).resolve()}")
    for each in ACCOUNTS:
        print(f"  {each.login:<8} {each.words}")
    print(f"  密码都是 {PASSWORD}")
    return 0 if load_only else _serve(host, port)


def serve(*, host: str, port: int) -> int:
    """Serve for real use."""
    _ready()
    return _serve(host, port)


def _serve(host: str, port: int) -> int:
    from granian import Granian
    from granian.constants import Interfaces

    print(f"打开 http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/    按 Ctrl-C 结束", flush=True)
    sys.stdout.flush()
    Granian(
        "ziping_web.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=2, blocking_threads=2, log_enabled=False
    ).serve()
    return 0
