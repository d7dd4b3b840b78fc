"""The user's own file with every finding as a comment at its place; where that cannot be, the official paper with the same notes."""

from collections.abc import Sequence
from importlib import import_module

from ziping import formats
from ziping.checks import Finding
from ziping.errors import UserError
from ziping.form import Form, Place, get
from ziping.formats.comments import Comment, gathered
from ziping.frozen import dataclass
from ziping.output.official import note_text, noted_paper
from ziping.paper import SEVERITY_WORDS
from ziping.pipeline import Result

__all__ = ["AUTHOR", "Copy", "annotate", "comment_text", "same_macros"]

AUTHOR = "ziping 自评"
_OWN = ("docx", "xlsx", "pdf")  # carriers that can hold comments


@dataclass(frozen=True, slots=True)
class Copy:
    """An annotated file. ``own``: it is the user's file, else an official copy; ``homeless``: comments that found no cell and stand
    together at the beginning; ``words`` says all this to the user."""

    data: bytes
    own: bool
    homeless: int
    words: str


def comment_text(finding: Finding) -> str:
    """A finding as a comment: ``【错误 MN103】…``, basis, remedy."""
    word = SEVERITY_WORDS[finding.severity] if finding.explained is None else "已说明"
    return f"【{word} {finding.code}】{note_text(finding)}"


def annotate(data: bytes, carrier: str, suffix: str, results: Sequence[Result]) -> Copy:
    """Put the findings of all forms of a file into a copy of it.

    ``carrier`` is what ``data`` is in, ``suffix`` the ending of the file to be written (``.docx``). Raises UserError where that
    ending cannot be written, or the official layout has no place for a value.
    """
    known = formats.CARRIERS
    wanted = next((name for name, each in known.items() if suffix.lower() in each.suffixes), "")
    if carrier not in _OWN or wanted != carrier:
        return _official(carrier, wanted, suffix, results)
    if carrier != "pdf":
        same_macros(data, carrier, suffix)
    codec = import_module(f"ziping.formats.{carrier}_annotate")
    comments = [comment for result in results for comment in _comments(result)]
    written, homeless = codec.annotate(data, comments)
    count = sum(len(result.findings) for result in results)
    words = f"原件的副本，加了 {count} 条批注，其余未动" if count else "没有发现问题，副本与原件相同"
    if homeless:
        words += f"；其中 {len(homeless)} 条在原件里找不到单独的格，合写在开头的一条批注里"
    return Copy(written, True, len(homeless), words)


def _official(carrier: str, wanted: str, suffix: str, results: Sequence[Result]) -> Copy:
    if wanted not in formats.CARRIERS or not formats.CARRIERS[wanted].writes:
        able = "、".join(each.suffixes[0] for each in formats.CARRIERS.values() if each.writes)
        raise UserError(f"批注本不能写成「{suffix or '没有扩展名的文件'}」；扩展名应是 {able}")
    title = formats.CARRIERS[carrier].title if carrier in formats.CARRIERS else carrier
    why = f"与输出的 {suffix} 不是一种格式" if carrier in _OWN else "不能加批注"
    drawn = formats.write([noted_paper(result) for result in results], wanted)
    return Copy(drawn, False, 0, f"原件是{title}，{why}，所以写的是官方版式的批注本；原件没有改动")


def same_macros(data: bytes, carrier: str, suffix: str) -> None:
    """Office refuses to open a file whose ending and content do not agree on macros."""
    from ziping.formats.package import has_macros

    plain, with_macros = formats.CARRIERS[carrier].suffixes[:2]
    right = with_macros if has_macros(data) else plain
    if suffix.lower() != right:
        raise UserError(f"原件{'含有' if right == with_macros else '没有'}宏，批注本的扩展名应是 {right}，写成 {suffix} 会打不开")


def _comments(result: Result) -> list[Comment]:
    """The findings of one form; those without a place joined at its title, or at the first thing that was read of it."""
    form = result.form
    placed = [_comment(form, finding, finding.place) for finding in result.findings if finding.place is not None]
    loose = [_comment(form, finding, None) for finding in result.findings if finding.place is None]
    if not loose:
        return placed
    head = form.places.get("title") or next(iter(form.places.values()), None)
    joined = gathered(loose)
    return [Comment(_where(head), AUTHOR, joined.severity, joined.text, _quote(form, head)), *placed]


def _comment(form: Form, finding: Finding, place: Place | None) -> Comment:
    return Comment(_where(place), AUTHOR, finding.severity, comment_text(finding), _quote(form, place))


def _where(place: Place | None) -> Place | None:
    if place is None:
        return None
    return Place(place.row, place.col, sheet=place.sheet, table=place.table, page=place.page, line=place.line)


def _quote(form: Form, place: Place | None) -> str | None:
    """What is written at a place, as far as the form tells."""
    written = (get(form, path) for path, known in form.places.items() if known == place)
    return next((str(value) for value in written if value is not None), None)
