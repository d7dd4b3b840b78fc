"""A mended file: the user's own with only the mended values changed, or, where its carrier cannot be written into, an official copy.

What was written is read again. A value that does not come back as wanted is left alone, and said.
"""

import json
import re
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from ziping import formats, layouts, pipeline
from ziping.errors import UserError
from ziping.form import Form, Place, dump, same, split, walk
from ziping.formats.cell_edits import Edit
from ziping.frozen import dataclass
from ziping.output.annotate import same_macros
from ziping.output.fixes.mending import Left, Mending, mend
from ziping.output.official import layout_of
from ziping.pipeline import Settings

__all__ = ["Fixed", "fix"]

_OWN = ("docx", "xlsx")  # carriers whose cells can be written into
_ROUNDS = 4  # attempts; each bars what the last one could not write


@dataclass(frozen=True, slots=True)
class Fixed:
    """A mended file: its bytes, whether it is the user's own (else an official copy), what was done to each form, and all this in words."""

    data: bytes
    own: bool
    forms: tuple[Mending, ...]
    words: str


def fix(data: bytes, carrier: str, suffix: str, forms: Sequence[Form], settings: Settings) -> Fixed:
    """Mend the forms of a file.

    ``carrier`` is what ``data`` is in, ``suffix`` the ending of the file to be written (``.docx``). Raises UserError where that
    ending cannot be written, or the official layout has no place for a value.
    """
    wanted = next((name for name, each in formats.CARRIERS.items() if suffix.lower() in each.suffixes), "")
    if wanted == "json" or suffix.lower() == ".json":
        mended = tuple(mend(form, settings) for form in forms)
        return _json(data, carrier, mended)
    if carrier in _OWN and wanted == carrier:
        same_macros(data, carrier, suffix)
        return _own(data, carrier, forms, settings)
    mended = tuple(mend(form, settings) for form in forms)
    if wanted not in formats.CARRIERS or not formats.CARRIERS[wanted].writes:
        able = "、".join(each.suffixes[0] for each in formats.CARRIERS.values() if each.writes)
        raise UserError(f"改正后的表不能写成「{suffix or '没有扩展名的文件'}」；扩展名应是 {able} 或 .json")
    title = formats.CARRIERS[carrier].title if carrier in formats.CARRIERS else carrier
    why = f"与输出的 {suffix} 不是一种格式" if carrier in _OWN else "不能在原件里改"
    drawn = formats.write([layouts.write(each.after, layout_of(each.after)) for each in mended], wanted)
    return Fixed(drawn, False, mended, f"原件是{title}，{why}，所以写的是官方版式的表；原件没有改动")


def _own(data: bytes, carrier: str, forms: Sequence[Form], settings: Settings) -> Fixed:
    """Write into the user's file until what comes back is what was wanted."""
    codec = import_module(f"ziping.formats.{carrier}_edit")
    barred: list[dict[str, str]] = [{} for _ in forms]
    for _ in range(_ROUNDS):
        mended = tuple(mend(form, settings, tuple(each.items())) for form, each in zip(forms, barred, strict=True))
        edits = {
            Edit(_where(each.before.places.get(change.path)), change.before, change.after): None
            for each in mended
            for change in each.changes
        }
        if not edits:
            return Fixed(data, True, mended, "没有可以确定改正的地方，写出的文件与原件相同")
        written, refused = codec.edit(data, tuple(edits))
        reasons = {refusal.edit: refusal.why for refusal in refused}
        steady = True
        again = None if reasons else pipeline.read(written, carrier).forms
        for number, each in enumerate(mended):
            for change in each.changes:
                why = reasons.get(Edit(_where(each.before.places.get(change.path)), change.before, change.after))
                if why is None and again is not None and not _came_back(each, again[number] if number < len(again) else None, change.path):
                    why = "写进原件后读出来不一样，请自己改"
                if why is not None:
                    barred[number][change.path] = why
                    steady = False
        if steady and again is not None and all(_same(each.after, found) for each, found in zip(mended, again, strict=True)):
            count = sum(len(each.changes) for each in mended)
            return Fixed(written, True, mended, f"原件的副本，改了 {count} 处，其余未动")
        if steady:  # something else has changed, and no single change is to blame
            for number, each in enumerate(mended):
                barred[number].update((change.path, "写进原件后别处读出来不一样了，请自己改") for change in each.changes)
    left = tuple(
        Mending(form, form, (), tuple(Left(path, None, why) for path, why in each.items()))
        for form, each in zip(forms, barred, strict=True)
    )
    return Fixed(data, True, left, "能改的地方都不能可靠地写进原件，写出的文件与原件相同")


def _where(place: Place | None) -> Place | None:
    if place is None:
        return None
    return Place(place.row, place.col, sheet=place.sheet, table=place.table, page=place.page, line=place.line)


def _came_back(mending: Mending, found: Form | None, path: str) -> bool:
    """Whether a change is to be read in the written file, and nothing else at its place has changed."""
    if found is None:
        return False
    if path.startswith("labels."):
        return mending.before.labels.get(path.removeprefix("labels.")) != found.labels.get(path.removeprefix("labels."))
    wanted, read = dict(walk(mending.after)), dict(walk(found))
    place = mending.before.places.get(path)
    at = [other for other, where in mending.before.places.items() if where == place and not other.startswith("labels.")]
    return all(wanted.get(other) == read.get(other) for other in {path, *at})


def _same(wanted: Form, found: Form) -> bool:
    """Whether two forms are the same but for labels, of which one that was mended may have become the layout's own."""
    return same(wanted.model_copy(update={"labels": {}}), found.model_copy(update={"labels": {}}))


_NUMBER = re.compile('"\ue000(.*?)\ue001"')


def _json(data: bytes, carrier: str, mended: tuple[Mending, ...]) -> Fixed:
    """JSON: what was read, with the changes; any other carrier: the mended forms, as ``ziping read --json`` gives them."""
    if carrier != "json":
        plain = [dump(each.after) for each in mended]
        text = json.dumps({"forms": plain}, ensure_ascii=False, indent=2)
        return Fixed(text.encode(), False, mended, "写的是改正后的表单数据（JSON）；原件没有改动")
    mark = "\ue000{}\ue001".format  # numbers keep their digits
    loaded = json.loads(data.decode("utf-8-sig"), parse_float=mark, parse_int=mark)
    found: list[dict[str, Any]] = []
    _forms(loaded, found)
    for form, each in zip(found, mended, strict=True):
        for change in each.changes:
            _put(form, change.path, change.after)
    text = _NUMBER.sub(lambda match: match[1], json.dumps(loaded, ensure_ascii=False, indent=2))
    count = sum(len(each.changes) for each in mended)
    return Fixed(
        text.encode(), True, mended, f"原件的副本，改了 {count} 处，其余未动" if count else "没有可以确定改正的地方，内容与原件相同"
    )


def _forms(data: Any, found: list[dict[str, Any]]) -> None:
    """The forms in decoded JSON, in the order in which the codec reads them."""
    if isinstance(data, list):
        for item in data:
            _forms(item, found)
    elif isinstance(data, dict):
        if "kind" in data:
            found.append(data)
        else:
            _forms(data.get("forms", data.get("form")), found)


def _put(form: dict[str, Any], path: str, after: str) -> None:
    *way, last = split(path)
    if way == ["labels"]:
        del form["labels"][str(last)]
        return
    here: Any = form
    for step in way:
        here = here[step]
    here[last] = after
