import re
from collections.abc import Iterator
from functools import lru_cache

from ziping.checks.base import Check, Exam, Hit
from ziping.records import DATA, load

check = Check(
    code="FM113",
    covers=("A13",),
    severity="info",
    basis="practice",
    message="{at}里混有{what}「{found}」。",
    remedy="请删去这些不应出现在表上的字符，只留文字（粘贴时选「只保留文本」）。",
)

_BOLD = re.compile(r"(?<![\w*])\*\*[^*\n\s,，、。；]{1,40}\*\*")  # not between two masked names: 张**、李**
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]|_x00[01][0-9A-Fa-f]_")


@lru_cache(maxsize=1)
def _tag() -> re.Pattern[str]:
    record = load(DATA / "words" / "markup.yml")
    tags, entities = "|".join(map(re.escape, record["tags"])), "|".join(record["entities"])
    return re.compile(rf"</?(?:{tags})(?:\s[^<>]{{0,300}}=[^<>]{{0,300}})?\s*/?>|&(?:{entities}|#\d{{1,6}});|<!--", re.IGNORECASE)


@check
def markup_in_text(exam: Exam) -> Iterator[Hit]:
    """文字里混有网页标签或乱码。

    查什么  各栏里的网页标签（<p>、<li>）、转义（&nbsp;）、加粗的排版标记（**…**）、控制字符和已经损坏的字；每格只说第一处。
    为何    多半是从系统或网页粘贴带来的，公开时会原样露出来。
    不查    小于号加数字（<5%）；单位、化学式里的普通字母；换行。
    """
    whole = exam.facts.whole
    if not any(mark in whole for mark in "<&_*\ufffd") and whole.replace("\n", "").isprintable():
        return  # nearly every form
    for path, text in exam.texts:
        if "<" in text or "&" in text:
            match = _tag().search(text)
            if match:
                yield check.at(path, found=match[0][:40], what="网页标签" if match[0][0] == "<" else "网页转义")
                continue
        if "**" in text and (bold := _BOLD.search(text)):
            yield check.at(path, found=bold[0][:40], what="排版标记")
            continue
        if text.isprintable() and "\ufffd" not in text and "_x00" not in text:
            continue
        control = _CONTROL.search(text)
        if control:
            shown = control[0] if len(control[0]) > 1 else f"U+{ord(control[0]):04X}"
            yield check.at(path, found=shown, what="不可见的控制字符或损坏的字")
