"""The little Markdown that our own articles are written in → HTML: headings, paragraphs, lists, tables, code, bold, links."""

import re
from collections.abc import Iterator
from html import escape

__all__ = ["title_of", "to_html"]

_OTHER = re.compile(r"^(\w+)\.md(?=#|$)")
_INLINE = re.compile(r"`(?P<code>[^`]+)`|\*\*(?P<bold>.+?)\*\*|\[(?P<text>[^\]]+)\]\((?P<link>[^)\s]+)\)")
_ITEM = re.compile(r"(?:(?P<bullet>[-*])|(?P<number>\d+)\.)\s+(?P<text>.*)")


def title_of(text: str) -> str:
    """The first heading."""
    return next((line[2:].strip() for line in text.splitlines() if line.startswith("# ")), "")


def to_html(text: str) -> str:
    """An article without its first heading."""
    return "\n".join(_blocks([line.rstrip() for line in text.splitlines() if not line.startswith("# ")]))


def _inline(text: str) -> str:
    out, at = "", 0
    for match in _INLINE.finditer(text):
        out += escape(text[at : match.start()], quote=False)
        if match["code"]:
            out += f"<code>{escape(match['code'], quote=False)}</code>"
        elif match["bold"]:
            out += f"<strong>{_inline(match['bold'])}</strong>"
        else:
            link = _OTHER.sub(r"\1.html", match["link"])  # an article names another by its file
            out += f'<a href="{escape(link)}">{_inline(match["text"])}</a>'
        at = match.end()
    return out + escape(text[at:], quote=False)


def _blocks(lines: list[str]) -> Iterator[str]:
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
        elif line.startswith("```"):
            end = next((n for n in range(at + 1, len(lines)) if lines[n].startswith("```")), len(lines))
            yield f"<pre>{escape(chr(10).join(lines[at + 1 : end]), quote=False)}</pre>"
            at = end + 1
        elif line.startswith("#"):
            level = len(line) - len(line.lstrip("#"))
            yield f"<h{level}>{_inline(line[level:].strip())}</h{level}>"
            at += 1
        elif line.startswith("|"):
            end = next((n for n in range(at, len(lines)) if not lines[n].startswith("|")), len(lines))
            yield _table(lines[at:end])
            at = end
        elif _ITEM.match(line):
            end = next((n for n in range(at, len(lines)) if not lines[n].strip() or lines[n].startswith(("#", "|", "```"))), len(lines))
            yield _list(lines[at:end])
            at = end
        else:
            end = next((n for n in range(at, len(lines)) if not lines[n].strip() or lines[n].startswith(("#", "|", "```"))), len(lines))
            yield f"<p>{_inline(''.join(lines[at:end]))}</p>"
            at = end


def _table(lines: list[str]) -> str:
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))] for line in lines]
    head, body = rows[0], rows[2:]
    out = "<tr>" + "".join(f"<th>{_inline(cell)}</th>" for cell in head) + "</tr>"
    out += "".join("<tr>" + "".join(f"<td>{_inline(cell)}</td>" for cell in row) + "</tr>" for row in body)
    return f"<table>{out}</table>"


def _list(lines: list[str]) -> str:
    items: list[str] = []
    first = _ITEM.match(lines[0])
    for line in lines:
        match = _ITEM.match(line)
        if match is not None:
            items.append(match["text"])
        else:
            items[-1] += line.strip()
    kind = "ol" if first is not None and first["number"] else "ul"
    return f"<{kind}>{''.join(f'<li>{_inline(item)}</li>' for item in items)}</{kind}>"
