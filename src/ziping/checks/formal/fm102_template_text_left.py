import re
from collections.abc import Iterator
from functools import lru_cache

from ziping.checks.base import Check, Exam, Hit
from ziping.records import DATA, load
from ziping.text import bare, plain

check = Check(
    code="FM102",
    covers=("A02",),
    severity="warning",
    basis="practice",
    message="{at}里还留着模板文字「{found}」。",
    remedy="请删去「{found}」，换成本单位的实际内容；没有内容的行请整行删去。",
)

_LIMIT = re.compile(r"\(?[^()]{0,20}\d字(?:以内|以下|左右)\)?|(?:不超过|限)\d{1,20}字")
_BARE_ITEM = re.compile(r"(?:[一二三]级指标\d*|(?:目标|指标|内容|措施|原因)\d+)[:.、]?")
_NAMES = ("project.", "unit.")  # whose ** is nobody's core mark
# possessive, and within one line: what ends a line of _BARE_ITEM
_NUMBERED = re.compile(r"[标容施因][^\S\n]*+\d(?:\d|[^\S\n])*+[:.、]?[^\S\n]*+$", re.MULTILINE)
_DOTTED = ("…", "...", "。。。", "···")
_DOTS = re.compile(r"(?:\d+[.、:])?(?:…{1,}|\.{3,}|。{3,}|·{3,})")


@lru_cache(maxsize=1)
def _words() -> tuple[tuple[str, ...], tuple[str, ...], re.Pattern[str], frozenset[str], re.Pattern[str]]:
    record = load(DATA / "words" / "residue.yml")
    fillers = [re.escape(plain(sign)) for sign in record["fillers"]]
    signs, one = "|".join(f"{sign}{{2,}}+" for sign in fillers), "".join(fillers)
    # a run beside a digit or letter is a masked number or a size: 138****5678, XXL
    pattern = re.compile(rf"(?<![0-9A-Za-z{one}])(?:{signs})(?![0-9A-Za-z])")
    runs = tuple(plain(sign) * 2 for sign in record["fillers"])
    phrases = tuple(bare(phrase) for phrase in record["phrases"])
    return phrases, runs, pattern, frozenset(record["surnames"]), re.compile("|".join(map(re.escape, (*phrases, *runs))))


@lru_cache(maxsize=1)
def _labels() -> frozenset[str]:
    return frozenset(bare(label) for label in load(DATA / "words" / "residue.yml")["labels"])


@lru_cache(maxsize=65536)
def _residue(text: str, names: bool = False) -> str | None:
    """The first piece of template text in a cell, None if there is none. ``names``: the cell holds the name of a project or a unit."""
    phrases, runs, fillers, surnames, _ = _words()
    whole = bare(text)
    if names and whole in _labels():
        return whole
    if "字" in whole and (limit := _LIMIT.search(whole)):
        return limit[0]
    for phrase in phrases:
        if phrase in whole:
            return phrase
    for line in text.split("\n"):
        short = bare(line)
        if _BARE_ITEM.fullmatch(short) or _DOTS.fullmatch(short):
            return line.strip()
    for match in fillers.finditer(whole) if any(run in whole for run in runs) else ():
        if set(match[0]) <= {"*"} and (match.start() == 0 < len(whole) - match.end() and not names or whole[match.start() - 1] in surnames):
            continue  # 行首的 ** 是核心指标标记；「张**」是遮去的人名
        return match[0]
    return None


def _suspicious(exam: Exam) -> bool:
    """False if none of a form's texts can hold template text; looked up in all of them at once."""
    solid = exam.facts.solid
    if _words()[-1].search(solid) is not None or any(dots in solid for dots in _DOTTED):
        return True
    project, unit = exam.form.project, exam.form.unit.name
    names = (unit, project.name, project.supervising_department, project.implementing_unit) if project is not None else (unit,)
    if "级指标" in solid or any(name is not None and bare(name) in _labels() for name in names):
        return True
    if "字" in solid and any(before[-1:].isdigit() for before in solid.split("字")):
        return True
    return _NUMBERED.search(exam.facts.whole) is not None


@check
def template_text_left(exam: Exam) -> Iterator[Hit]:
    """模板里的提示文字没有删去。

    查什么  各栏里的「（100字以内）」「请说明…」、代填的 XX ×× **、单独的「……」、只有序号没有内容的「目标1：」「指标2：」「三级指标1」；名称栏里照抄的栏目名称（单位名称）。
    为何    留着提示的表等于没有填完，公开出去最伤公信。
    不查    核心指标的 ★ * 标记；遮去的证件号、手机号、人名；签章栏和栏目名称。
    """
    if not _suspicious(exam):
        return  # nearly every form
    for path, text in exam.texts:
        if path.startswith(("labels.", "signatures.")) or path.endswith((".weight", ".score", ".rate")):
            continue
        found = _residue(text, path.startswith(_NAMES))
        if found is not None:
            yield check.at(path, found=found)
