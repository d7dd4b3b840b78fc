"""Strict YAML for the records under ``data/``: exact numbers, no duplicate keys, every complaint with file and line.

Numbers with a decimal point load as ``Decimal``, whole numbers as ``int``, everything quoted as ``str``, dates as ``date``.

Our own files do not change between runs, so what was parsed is kept beside them in ``__pycache__``, as Python keeps its
modules: a sixth of what ``ziping check`` takes for one file would else go into YAML. The YAML remains the only truth.
"""

import os
import pickle
import sys
from contextlib import suppress
from functools import lru_cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any
from zlib import crc32

from ziping.errors import DataError, reason

__all__ = ["DATA", "Record", "load", "load_text", "names", "own_words", "word_files"]

DATA = Path(__file__).parent / "data"


class Record(dict[str, Any]):
    """A YAML mapping that remembers its file and the line of every key."""

    source: str = ""
    line: int = 1

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.lines: dict[str, int] = {}

    def at(self, key: str | None = None) -> str:
        """``schemes/x.yml 第 12 行``, the line of ``key`` or of the mapping itself."""
        return f"{self.source} 第 {self.lines.get(key, self.line) if key else self.line} 行"

    def refuse_unknown(self, allowed: set[str] | frozenset[str]) -> None:
        """Raise if a key is not among ``allowed``."""
        for key in self:
            if key not in allowed:
                raise DataError(f"{self.at(key)}：不认识的键「{key}」；可用的键：{'、'.join(sorted(allowed))}")


def load_text(text: str, source: str) -> Any:
    """Parse one YAML document; ``source`` names the file in messages."""
    from ziping.strict_yaml import parse  # YAML is imported when something is to be parsed

    return parse(text, source, Record)


def load(path: Path) -> Any:
    """Parse one YAML file. Messages name it relative to its ``data`` folder."""
    try:
        data = path.read_bytes()
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise DataError(f"{path.name}：不是 UTF-8 编码，请用 UTF-8 另存") from None
    except OSError as error:
        raise DataError(f"{path}：读不到（{reason(error)}）") from None
    source = f"{path.parent.name}/{path.name}"
    if DATA.parent not in path.parents:
        return load_text(text, source)
    kept = Path(cache_from_source(str(path))).with_suffix(".records")
    head = b"%x %x\n%b" % (_maker(), len(data), data)  # what it was made by and of: anything else is stale
    with suppress(OSError, EOFError, pickle.UnpicklingError):
        found = kept.read_bytes()
        if found.startswith(head):
            return pickle.loads(found[len(head) :])
    parsed = load_text(text, source)
    if not sys.dont_write_bytecode:
        _keep(kept, head + pickle.dumps(parsed))
    return parsed


@lru_cache(maxsize=1)
def _maker() -> int:
    """A number that changes when the code does that parses."""
    return crc32(b"".join(path.read_bytes() for path in (Path(__file__), Path(__file__).with_name("strict_yaml.py")) if path.exists()))


def _keep(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; where the installation may only be read there is none."""
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink()


def names(folder: str, root: Path = DATA) -> list[Path]:
    """The YAML files of one kind of record, in order of name; an absent folder has none."""
    return sorted((root / folder).glob("*.yml"))


_OWN: list[Path] = []  # a bureau's own folder, if the command line was given one; a process judges with one set of words


def own_words(folder: Path | None) -> None:
    """Read the word lists of ``folder/words`` beside ours from now on; None: only ours. Whoever remembers words must forget them."""
    _OWN[:] = [folder] if folder is not None else []


def word_files(name: str) -> list[Path]:
    """The files of one word list: ours, then the bureau's own if it has one."""
    own = [folder / "words" / f"{name}.yml" for folder in _OWN]
    return [DATA / "words" / f"{name}.yml", *(path for path in own if path.exists())]
