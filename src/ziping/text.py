"""One spelling for one thing, by our own table: full width to half width, look-alike signs, odd spaces.

Every replacement is one character for one character, so an offset in the plain text is an offset in the written text.
NFKC is not used: it turns ``500㎡ ①批 ½`` into ``500m2 1批 1⁄2``.
"""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import compress

__all__ = ["bare", "is_cjk", "narrative", "one_line", "plain", "seen", "similarity", "together", "written"]

_FULL_WIDTH = {0xFF01 + i: chr(0x21 + i) for i in range(94)}
_SPACES = dict.fromkeys(map(ord, "\u00a0\u1680\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " ")
_LOOK_ALIKE = {
    ord("≧"): "≥", ord("⩾"): "≥", ord("≦"): "≤", ord("⩽"): "≤", ord("═"): "=", ord("〉"): ">", ord("〈"): "<",
    ord("﹤"): "<", ord("﹥"): ">", ord("﹦"): "=", ord("﹣"): "-", ord("−"): "-", ord("‐"): "-", ord("‑"): "-",
    ord("–"): "-", ord("﹪"): "%", ord("％"): "%", ord("﹐"): ",", ord("﹒"): ".", ord("﹕"): ":",
    ord("〔"): "(", ord("〕"): ")", ord("【"): "[", ord("】"): "]", ord("﹙"): "(", ord("﹚"): ")", ord("∶"): ":",
    ord("～"): "~", ord("∼"): "~", ord("〜"): "~",
}  # fmt: skip
_PLAIN = {**_FULL_WIDTH, **_SPACES, **_LOOK_ALIKE}
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_PLAIN_CHARS = {chr(code): char for code, char in _PLAIN.items()}
_ODD = re.compile(f"[{re.escape(''.join(_PLAIN_CHARS))}]")
_COMMON = tuple((odd, _PLAIN_CHARS[odd]) for odd in "，：；（）％　")
_NOTHING = frozenset({"-", "--", "---", "—", "——", "－", "－－", "/", "／", "–", "―", "─", "──"})


def _replaced(text: str) -> str:
    """What ``str.translate`` would give, several times faster: the common odd characters are replaced, then the few others looked up."""
    if len(text) > _SHORT:
        for odd, char in _COMMON:
            text = text.replace(odd, char)
    if _ODD.search(text) is None:
        return text
    for odd in set(_ODD.findall(text)):
        text = text.replace(odd, _PLAIN_CHARS[odd])
    return text


def _squeezed(text: str) -> str:
    text = _replaced(text)
    if text.isprintable():  # no white space but the common space, nothing invisible
        return text.replace(" ", "")
    if not text.isascii():
        for odd in _INVISIBLE:
            text = text.replace(odd, "")
    parts = text.replace("\n", "").replace(" ", "").split()  # any other white space is rare
    return parts[0] if len(parts) == 1 else "".join(parts)


_SHORT, _PROSE = 200, 20_000  # characters
_MOST, _LATEST = 16384, 64  # short texts, long ones
_BETWEEN = "\u241e"  # stands between texts that are spelled together; hardly ever in one


class _Memory(dict[str, str]):
    """What becomes of each text. Labels and values repeat endlessly and are remembered; of long texts only the latest, which several
    checks look at in turn. A dictionary and no ``lru_cache``: what it knows, it gives without a call of Python's."""

    def __init__(self, work: Callable[[str], str]) -> None:
        self._work, self._huge = work, lru_cache(maxsize=1)(work)
        self._prose: dict[str, str] = {}

    def __missing__(self, text: str) -> str:
        length = len(text)
        if length <= _SHORT:
            made = self._work(text)
            if len(self) >= _MOST:
                self.clear()
            self[text] = made
            return made
        if length > _PROSE:
            return self._huge(text)
        known = self._prose.get(text)
        if known is None:
            known = self._work(text)
            self._keep(text, known)
        return known

    def _keep(self, text: str, made: str) -> None:
        if len(self._prose) >= _LATEST:
            self._prose.clear()
        self._prose[text] = made

    def learn(self, texts: Sequence[str], made: Sequence[str]) -> None:
        """Remember what becomes of these."""
        if len(self) >= _MOST - len(texts):
            self.clear()
        known = dict(zip(texts, made, strict=True))
        for text in set(compress(texts, map(_SHORT.__lt__, map(len, texts)))):
            if len(text) <= _PROSE:
                self._keep(text, known[text])
            del known[text]
        self.update(known)


_plain, _bare = _Memory(_replaced), _Memory(_squeezed)

plain: Callable[[str], str] = _plain.__getitem__
"""The same text in one spelling, of the same length: ``'≧９５％（含）'`` → ``'≥95%(含)'``."""

bare: Callable[[str], str] = _bare.__getitem__
"""``plain`` without any white space or invisible character, for comparing labels: ``'执行率 （B/A）'`` → ``'执行率(B/A)'``."""


def together(texts: Sequence[str]) -> tuple[str, str]:
    """All texts under each other, ``plain`` and ``bare``; each of them is known bare from then on: spelling them in one go costs a fraction."""
    whole = _replaced(f"\n{_BETWEEN}".join(texts))
    solid = _squeezed(whole)
    made = solid.split(_BETWEEN)
    if len(made) == len(texts):
        _bare.learn(texts, made)
    return whole, solid


def seen(text: str) -> str:
    """The text without characters that nobody sees (zero-width spaces, byte order marks, soft hyphens), which web pages and chats leave."""
    for odd in _INVISIBLE:
        text = text.replace(odd, "")
    return text


def is_cjk(char: str) -> bool:
    """True for Chinese characters and the punctuation that stands between them without spaces."""
    return (
        "\u2e80" <= char <= "\u9fff"
        or "\uf900" <= char <= "\ufaff"
        or "\uff00" <= char <= "\uffef"
        or char in "“”‘’…—·"
        or ord(char) >= 0x20000
    )


def one_line(text: str) -> str:
    """Line breaks removed as contract.md says: nothing between CJK characters, else one space; outer white space trimmed."""
    if "\n" not in text and "\r" not in text and "\v" not in text:
        return text.strip()
    lines = [part.strip() for part in text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").split("\n")]
    out: list[str] = []
    for line in filter(None, lines):
        if out and not is_cjk(out[-1][-1]) and not is_cjk(line[0]):
            out.append(" ")
        out.append(line)
    return "".join(out)


def narrative(text: str) -> str:
    """Outer white space trimmed, line ends as ``\\n``; everything else as written."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").strip()


def written(text: str | None, *, long: bool = False) -> str | None:
    """A cell's text as the form model keeps it; None for an empty cell or one that holds only a dash or a slash.

    ``long`` keeps line breaks (narrative fields).
    """
    if text is None:
        return None
    kept = text.strip()
    if not kept.isprintable() and ("\n" in kept or "\r" in kept or "\v" in kept):
        kept = narrative(kept) if long else one_line(kept)
    return None if not kept or kept in _NOTHING else kept


def similarity(a: str, b: str) -> Decimal:
    """How alike two texts are, 0 … 1, by shared character pairs (Dice). White space and width do not count."""
    a, b = bare(a), bare(b)
    if a == b:
        return Decimal(1)
    if len(a) < 2 or len(b) < 2:
        return Decimal(0)
    left: dict[str, int] = {}
    for i in range(len(a) - 1):
        left[a[i : i + 2]] = left.get(a[i : i + 2], 0) + 1
    shared = 0
    for i in range(len(b) - 1):
        pair = b[i : i + 2]
        if left.get(pair, 0):
            left[pair] -= 1
            shared += 1
    return Decimal(2 * shared) / (len(a) + len(b) - 2)
