import re
from collections.abc import Iterator
from functools import lru_cache

from ziping.checks.base import Check, Exam, Hit
from ziping.records import DATA, load
from ziping.text import bare

check = Check(
    code="WT112",
    covers=("C12",),
    severity="warning",
    basis="practice",
    message="指标 {number}「{name}」列在「{found}」之下，看「{cue}」二字意思应属{expected}。",
    remedy="请核对这个指标的归类；归错了的，移到{expected}之下。",
)

_WORDS = {"timeliness": "时效指标", "quality": "质量指标", "cost": "成本指标", "quantity": "数量指标", "satisfaction": "服务对象满意度指标"}
# which cues are asked of which class: a benefit may well speak of costs or of people, but never holds a satisfaction rate
_ASKED = {
    "quantity": ("timeliness", "quality", "cost", "satisfaction"),
    "quality": ("timeliness", "cost", "quantity", "satisfaction"),
    "timeliness": ("quality", "cost", "quantity", "satisfaction"),
    "cost": ("timeliness", "quality", "satisfaction"),
    "economic_benefit": ("satisfaction",),
    "social_benefit": ("satisfaction",),
    "ecological_benefit": ("satisfaction",),
    "sustainable": ("satisfaction",),
    "satisfaction": ("timeliness", "quality", "cost", "quantity"),
}

_NO_COUNTS, _COUNTS = ("timeliness", "cost"), ("人数", "人次", "场次", "里程", "面积", "户数")


@lru_cache(maxsize=1)
def _cues() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]], tuple[str, ...]]:
    record = load(DATA / "words" / "level2_cues.yml")
    strong = {name: tuple(record[name]["strong"]) for name in _WORDS}
    own = {name: tuple(record[name]["own"]) for name in _WORDS}
    return strong, own, tuple(record["not_a_count"])


@lru_cache(maxsize=16)
def _any_cue(level2: str) -> re.Pattern[str]:
    """Any cue of another class."""
    strong, _, _ = _cues()
    return re.compile("|".join(re.escape(cue) for kind in _ASKED.get(level2, ()) for cue in strong[kind]) or "(?!)")


@lru_cache(maxsize=4096)
def _misfit(name: str, level2: str) -> tuple[str, str] | None:
    """(class, cue) where a name speaks of another class than the one it stands in."""
    strong, own, not_a_count = _cues()
    if not _any_cue(level2).search(name) and not (level2 in _NO_COUNTS and name.endswith(_COUNTS)):
        return None  # nearly every row
    home = name
    if level2 == "quantity":
        for word in not_a_count:
            home = home.replace(word, "")
    hit = next(((kind, cue) for kind in _ASKED.get(level2, ()) for cue in strong[kind] if cue in name), None)
    if hit is None and level2 in _NO_COUNTS:
        hit = next((("quantity", cue) for cue in _COUNTS if name.endswith(cue)), None)
    if hit is None:
        return None
    rest = home.replace(hit[1], "")
    return None if any(word in rest for word in own.get(level2, ())) else hit


@check
def indicator_misfiled(exam: Exam) -> Iterator[Hit]:
    """指标放错了二级指标。

    查什么  指标名称（目标内容，没有就看三级指标）里有别类的字眼而没有本类的字眼：及时率 → 时效，合格率 → 质量，
            单价、成本 → 成本，满意度 → 满意度。
    为何    放错了类，各类分值就名不副实，汇总时也数错。
    不查    没有二级指标的行（WT116）；分值为 0 的行；名称里两类字眼都有的；指数、系数、天数里的「数」。
    """
    for row in exam.facts.rows:
        name, level2 = row.name, row.level2
        if not name or level2 is None or not row.scored:
            continue
        misfit = _misfit(bare(name), level2)
        if misfit is not None:
            yield check.at(
                f"{row.path}.level2",
                also=[row.name_path],
                found=row.indicator.level2,
                expected=_WORDS[misfit[0]],
                number=row.index + 1,
                name=name,
                cue=misfit[1],
            )
