"""Web pages by hand: plain tags, rowspan and colspan, line breaks as <br> or paragraphs."""

from html import escape
from random import Random

from corpus.paper import Break, Document, Line, Table

__all__ = ["draw_html"]


def _inside(text: str, rng: Random) -> str:
    parts = [escape(part, quote=False) for part in text.split("\n")]
    if len(parts) > 1 and rng.random() < 0.5:
        return "".join(f"<p>{part}</p>" for part in parts)
    whole = "<br>".join(parts)
    return f"<p><span>{whole}</span></p>" if whole and rng.random() < 0.2 else whole


def _table(table: Table, rng: Random) -> str:
    out = ['<table border="1" cellspacing="0">\n<tbody>\n']
    for row in table.rows():
        out.append("<tr>")
        for box in row:
            spans = f' rowspan="{box.rows}"' * (box.rows > 1) + f' colspan="{box.cols}"' * (box.cols > 1)
            name = "th" if box.kind == "head" and rng.random() < 0.3 else "td"
            out.append(f"<{name}{spans}>{_inside(box.text, rng) or ('&nbsp;' if rng.random() < 0.3 else '')}</{name}>")
        out.append("</tr>\n")
    out.append("</tbody></table>\n")
    return "".join(out)


def draw_html(document: Document, rng: Random) -> bytes:
    """The whole page, in UTF-8 or (wish ``gb18030``) GB18030."""
    charset = "gb18030" if "gb18030" in document.wishes else "utf-8"
    out = [f'<!DOCTYPE html>\n<html><head><meta charset="{charset}"><title>公开</title></head><body>\n']
    for item in document.items:
        if isinstance(item, Line):
            name = "h2" if item.kind == "title" and rng.random() < 0.5 else "p"
            out.append(f'<{name} align="center">{_inside(item.text, rng)}</{name}>\n')
        elif isinstance(item, Break):
            out.append("<p>&nbsp;</p>\n")
        else:
            whole = _table(item, rng)
            if "nested" in document.wishes:
                whole = f'<table width="100%"><tr><td>{whole}</td></tr></table>\n'
            out.append(whole)
    out.append("</body></html>\n")
    return "".join(out).encode(charset)
