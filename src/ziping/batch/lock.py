"""One run at a time in a folder. The system holds the lock and lets it go when its process ends, however that ends."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ziping.errors import UserError, reason

__all__ = ["alone"]


@contextmanager
def alone(path: Path, folder: Path) -> Iterator[None]:
    """Hold the file ``path`` while a run works in ``folder``. UserError if another run holds it."""
    try:
        file = path.open("ab")
    except OSError as error:
        raise UserError(f"写不了 {folder}：{reason(error)}") from None
    with file:
        if not _held(file):
            raise UserError(f"{folder} 里有另一个批量检查正在做；请等它做完，或换一个 --out")
        yield


if sys.platform == "win32":
    import msvcrt

    def _held(file: IO[bytes]) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _held(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True  # a file system that knows no locks (some network shares): as without one
        return True
