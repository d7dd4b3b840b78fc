import re
from collections.abc import Iterator
from functools import lru_cache

from ziping.checks.base import Check, Exam, Hit
from ziping.records import DATA, load
from ziping.text import bare

check = Check(
    code="FM115",
    covers=("A15",),
    severity="info",
    basis="practice",
    message="{at}里有「{found}」字样，公开前请确认是否涉密。",
    remedy="请由保密审查人确认：涉密内容不公开，不涉密的改用别的说法。",
)


@lru_cache(maxsize=1)
def _words() -> tuple[tuple[str, ...], tuple[str, ...], re.Pattern[str]]:
    record = load(DATA / "words" / "secrecy.yml")
    return tuple(record["marks"]), tuple(record["spared"]), re.compile("|".join(map(re.escape, record["marks"])))


@check
def secrecy_mark_shown(exam: Exam) -> Iterator[Hit]:
    """表里有密级字样。

    查什么  各栏里的绝密、机密、秘密级、内部资料、不得公开等字样。
    为何    自评表要随决算公开，涉密内容不得上网。
    不查    单位和项目名称里的机关名（保密局、机要局）；「计算机密码」这类恰好连着的字；「保守国家秘密」的职责。
    """
    marks, spared, any_mark = _words()
    if not any_mark.search(exam.facts.solid):
        return  # nearly every form
    for path, text in exam.texts:
        if not ("密" in text or "内" in text or "公" in text) or path.startswith("labels."):
            continue
        plain = bare(text)
        for word in spared:
            plain = plain.replace(word, "")
        found = next((mark for mark in marks if mark in plain), None)
        if found is not None:
            yield check.at(path, found=found)
