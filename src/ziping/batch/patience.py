"""How long a batch waits for a reader: by the work it does, not by the clock alone.

A machine that does many things at once is no fault of a file's: what is given up must be the same files on a busy machine as on a quiet
one. So the seconds of the deadline are seconds of the reader's own computing time; one that sleeps on and does nothing is given up as well.
"""

import time
from collections.abc import Iterator

import psutil

__all__ = ["by_work"]

_STANDS = 100  # in one wait a reader that lives gets at least one part in so many of the processor
_LONGEST = 30  # times the seconds, whatever it does


def by_work(pid: int, seconds: float) -> Iterator[float]:
    """How long to wait for process ``pid``, and again as long as it works and has not used up ``seconds``: a ``Patience`` for Worker.

    Never less than ``seconds`` by the clock."""
    begun, before = time.monotonic(), _used(pid, alone=True)
    last, now, wait = before, before, seconds
    while True:
        yield wait
        last, now = now, _used(pid)
        left = seconds - (now - before)
        if left <= 0 or now - last < wait / _STANDS or time.monotonic() - begun > seconds * _LONGEST:
            return
        wait = max(left, seconds / 4)


def _used(pid: int, *, alone: bool = False) -> float:
    """Seconds of processor time of a process and what it has started (a converter); 0 for one that is gone. ``alone``:
    nothing is running under it yet, which is quicker to say than to find out."""
    try:
        process = psutil.Process(pid)
        times = process.cpu_times()
        total: float = times.user + times.system + times.children_user + times.children_system
        for child in () if alone else process.children(recursive=True):
            own = child.cpu_times()
            total += own.user + own.system
    except psutil.Error:
        return 0
    return total
