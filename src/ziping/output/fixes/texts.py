"""Strings mended without a change of meaning: markup taken out, full-width digits and look-alike signs written as they should be."""

import re
from functools import lru_cache
from html import unescape

from ziping.exact import number, percent
from ziping.records import DATA, load
from ziping.text import bare, narrative, one_line, plain
from ziping.values import parse, show

__all__ = ["spelled", "without_markup"]

_BLOCKS = frozenset(
    [
        "blockquote",
        "body",
        "br",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "html",
        "li",
        "ol",
        "p",
        "pre",
        "table",
        "tbody",
        "tr",
        "ul",
    ]
)
_SIDES = frozenset(("td", "th"))
_SILENT = re.compile(r"<!--.*?-->|<(script|style)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|_x00[01][0-9A-Fa-f]_")
_WIDE_DIGIT = re.compile("[０-９]")
_WIDE = re.compile("[０-９．％﹪，＋－]")
_SIGNS = (
    (re.compile(r"[>＞〉﹥]\s*[=＝﹦]|[=＝﹦]\s*[>＞〉﹥]|[≧⩾]"), "≥"),
    (re.compile(r"[<＜〈﹤]\s*[=＝﹦]|[=＝﹦]\s*[<＜〈﹤]|[≦⩽]"), "≤"),
    (re.compile(r"^\s*[＞〉﹥](?=\s*[\d０-９])"), ">"),
    (re.compile(r"^\s*[＜〈﹤](?=\s*[\d０-９])"), "<"),
    (re.compile(r"^\s*[＝﹦](?=\s*[\d０-９])"), "="),
)


@lru_cache(maxsize=1)
def _markup() -> re.Pattern[str]:
    """A tag (its name in ``tag``) or an entity, of those that ``words/markup.yml`` knows."""
    record = load(DATA / "words" / "markup.yml")
    tags, entities = "|".join(map(re.escape, record["tags"])), "|".join(record["entities"])
    return re.compile(rf"</?(?P<tag>{tags})(?:\s[^<>]{{0,300}}=[^<>]{{0,300}})?\s*/?>|&(?:{entities}|#\d{{1,6}});", re.IGNORECASE)


def without_markup(text: str, *, long: bool) -> str:
    """The words of a text without tags, entities and control characters; where a tag began a line a line begins, if none does yet.

    ``long``: a narrative field, which keeps its lines.

    >>> without_markup("<p>按期开学</p><p>经费&nbsp;到校</p>", long=True)
    '按期开学\\n经费 到校'
    """
    text = _CONTROL.sub("", _SILENT.sub("", text))
    out, at, breaks = "", 0, False
    for match in [*_markup().finditer(text), None]:
        piece = text[at : match.start()] if match is not None else text[at:]
        if piece.strip():
            if breaks and out.strip() and "\n" not in out[len(out.rstrip()) :] + piece[: len(piece) - len(piece.lstrip())]:
                out, piece = out.rstrip() + "\n", piece.lstrip()
            breaks = False
        out += piece
        if match is None:
            break
        at = match.end()
        tag = (match["tag"] or "").lower()
        if tag in _BLOCKS:  # one that opens in the middle of a sentence (学<p>校) ends nothing
            breaks = breaks or match[0][1] == "/" or tag in ("br", "hr") or not out.rstrip()[-1:].isalnum()
        elif tag in _SIDES:
            out += " " if out and not out[-1].isspace() else ""
        elif not tag:
            out += unescape(match[0]).replace("\u00a0", " ")
    return narrative(out) if long else one_line(out)


def spelled(text: str) -> str:
    """A value with its digits and signs as they are usually written; the same text where that might change what it means.

    >>> spelled("＞＝９５％"), spelled("95％")
    ('≥95%', '95％')
    """
    new = text
    for pattern, sign in _SIGNS:
        new = pattern.sub(sign, new)
    if _WIDE_DIGIT.search(new):
        new = _WIDE.sub(lambda match: match[0] if match[0] == "，" and not _between(new, match.start()) else plain(match[0]), new)
    return new if new != text and _same(text, new) else text


def _between(text: str, at: int) -> bool:
    """Whether a comma stands inside a number."""
    return 0 < at < len(text) - 1 and plain(text[at - 1]).isdigit() and plain(text[at + 1]).isdigit()


def _same(old: str, new: str) -> bool:
    if bare(old) == bare(new):
        return True
    return (number(old), percent(old), show(parse(old))) == (number(new), percent(new), show(parse(new)))
