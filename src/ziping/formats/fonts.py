"""Which characters can be printed: the coverage of the shipped font and, for rarer ones, of Chinese fonts on this computer.

Reads only the character map of a font file (OpenType ``cmap``, formats 4 and 12); no font library is needed at run time.
"""

import os
import struct
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from ziping.records import DATA

__all__ = ["SHIPPED", "coverage", "folders_for", "missing_glyphs", "printable", "shipped_characters"]

SHIPPED = DATA / "fonts"
_FILE = SHIPPED / "NotoSerifSC-Regular.otf"
# Song faces first, so that a rare character looks like its neighbours; then any face that has it.
_NAMES = (
    "notoserifcjk", "notoserifsc", "sourcehanserif", "simsun", "simsunb", "nsimsun", "songti", "stsong", "fangzheng", "notosanscjk",
    "notosanssc", "sourcehansans", "msyh", "pingfang", "wqy", "uming", "droidsansfallback",
)  # fmt: skip
_BUILT_IN = frozenset("☐☑☒✓✔✗✘")  # in the faces inside the typst library itself; no Song face has them
_ENDINGS = (".otf", ".ttf", ".ttc", ".otc")
_LARGEST_MAP = 4_000_000  # bytes of a cmap subtable; more is a damaged file


def printable(text: str) -> str:
    """``text`` without characters that leave no mark on paper: joiners, variation selectors, controls; odd spaces made plain."""
    out = []
    for char in text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\u2028", "\n").replace("\u2029", "\n"):
        kind = unicodedata.category(char) if char > "~" or char < " " else ""
        if kind == "Zs" or char == "\t":
            out.append(char if char in "\u00a0\u3000" else " ")
        elif (
            char == "\n" or kind not in ("Cc", "Cf", "Cs") and not "\ufe00" <= char <= "\ufe0f" and not "\U000e0100" <= char <= "\U000e01ef"
        ):
            out.append(char)
    return "".join(out)


def missing_glyphs(text: str) -> str:
    """The characters of ``text`` the shipped font cannot draw, each once, in order of code."""
    return "".join(sorted(set(printable(text)) - shipped_characters() - {"\n"}))


@lru_cache(maxsize=1)
def shipped_characters() -> frozenset[str]:
    """Everything the shipped font has, and the ticks that typst brings along."""
    return frozenset(map(chr, coverage(_FILE))) | _BUILT_IN


def folders_for(missing: str) -> tuple[tuple[Path, ...], str]:
    """Folders with fonts of this computer that together draw ``missing``, and the characters that stay without a glyph."""
    left = set(missing)
    folders: list[Path] = []
    for path in _system_fonts():
        if not left:
            break
        found = left & set(map(chr, coverage(path)))
        if found:
            left -= found
            folders.append(path.parent)
    return tuple(dict.fromkeys(folders)), "".join(sorted(left))


@lru_cache(maxsize=1)
def _system_fonts() -> tuple[Path, ...]:
    """Chinese fonts in the usual folders of Linux, Windows and macOS, the most fitting first."""
    found = []
    for folder in _system_folders():
        for root, _, names in os.walk(folder):
            for name in names:
                low = name.lower().replace("-", "").replace("_", "").replace(" ", "")
                if low.endswith(_ENDINGS):
                    rank = next((at for at, known in enumerate(_NAMES) if low.startswith(known)), None)
                    if rank is not None:
                        found.append((rank, "bold" in low, name, Path(root) / name))
    return tuple(path for *_, path in sorted(found))


def _system_folders() -> Iterator[Path]:
    home = Path.home()
    if sys.platform == "win32":
        yield Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"
        yield home / "AppData/Local/Microsoft/Windows/Fonts"
    elif sys.platform == "darwin":
        yield from (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts")
    else:
        yield from (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts", home / ".fonts")


@lru_cache(maxsize=64)
def coverage(path: Path) -> frozenset[int]:
    """Code points in the map of a font file (of the first face of a collection); empty for a file that is no font."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
            start = struct.unpack(">I", head[12:16])[0] if head[:4] == b"ttcf" else 0
            file.seek(start)
            count = struct.unpack(">4xH6x", file.read(12))[0]
            tables = dict(_tables(file.read(16 * count)))
            file.seek(tables[b"cmap"][0])
            cmap = file.read(min(tables[b"cmap"][1], _LARGEST_MAP))
        return frozenset(_characters(cmap))
    except (OSError, struct.error, KeyError):
        return frozenset()


def _tables(directory: bytes) -> Iterator[tuple[bytes, tuple[int, int]]]:
    for tag, _, offset, length in struct.iter_unpack(">4sIII", directory):
        yield tag, (offset, length)


def _characters(cmap: bytes) -> Iterable[int]:
    """The richest Unicode subtable: format 12 (all planes) before format 4 (the first)."""
    count = struct.unpack_from(">2xH", cmap)[0]
    places = [struct.unpack_from(">HHI", cmap, 4 + 8 * at) for at in range(count)]
    by_format = {struct.unpack_from(">H", cmap, offset)[0]: offset for platform, _, offset in places if platform in (0, 3)}
    if 12 in by_format:
        at = by_format[12]
        groups = struct.unpack_from(">I", cmap, at + 12)[0]
        for first, last, _ in struct.iter_unpack(">III", cmap[at + 16 : at + 16 + 12 * groups]):
            yield from range(first, min(last, 0x10FFFF) + 1)
    elif 4 in by_format:
        at = by_format[4]
        size = struct.unpack_from(">6xH", cmap, at)[0]
        ends = struct.unpack_from(f">{size // 2}H", cmap, at + 14)
        starts = struct.unpack_from(f">{size // 2}H", cmap, at + 16 + size)
        for first, last in zip(starts, ends, strict=True):
            yield from range(first, min(last, 0xFFFE) + 1)
