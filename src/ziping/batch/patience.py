"""How long a batch waits for a reader: by the work it does, not by the clock alone.

A machine that does many things at once is no fault of a file's: what is given up must be the same files on a busy machine as on a quiet
one. So the seconds of the deadline are seconds of the reader's own computing time; one that sleeps on and does nothing is given up as well.
"""

import time
from collections.abc import Iterator

import psutil

__all__ = ["by_work"]

_STANDS = 1000  # one that does less in a wait than one part in so many of it, and sleeps, is waiting for something that does not come
_LONGEST = 15  # times the seconds, whatever it does


def by_work(pid: int, seconds: float) -> Iterator[float]:
    """How long to wait for process ``pid``, and again as long as it works and has not used up ``seconds``: a ``Patience`` for Worker.

    Never less than ``seconds`` by the clock."""
    begun, before = time.monotonic(), _used(pid, alone=True)
    last, now, wait = before, before, seconds
    while True:
        yield wait
        last, now = now, _used(pid)
        left = seconds - (now - before)
        idle = now - last < wait / _STANDS and _asleep(pid)
        if left <= 0 or idle or time.monotonic() - begun > seconds * _LONGEST:
            return
        wait = max(left, seconds / 4)


def _asleep(pid: int) -> bool:
    """True if a process and what it has started wait for something. On a busy machine one that gets no turn has done nothing either, but
    it is ready to; Windows does not tell the two apart."""
    try:
        process = psutil.Process(pid)
        return psutil.WINDOWS or all(each.status() == psutil.STATUS_SLEEPING for each in (process, *process.children(recursive=True)))
    except psutil.Error:
        return True


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
