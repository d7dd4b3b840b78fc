"""``ziping new check SC199 some_offence``: the two files of a check, ready to be filled in."""

import re
from pathlib import Path

from ziping.checks.registry import every
from ziping.errors import UserError
from ziping.records import DATA

__all__ = ["FAMILIES", "create"]

FAMILIES = {
    "FM": "formal", "MN": "money", "WT": "weights", "VX": "values", "SC": "score", "EX": "reasons", "CO": "contradiction",
    "EV": "evidence", "XF": "across",
}  # fmt: skip
_REMEDY_WORDS = ("ensure", "avoid", "use", "prefer", "allow", "must", "should", "check")

_MODULE = '''from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit

check = Check(
    code="{code}",
    severity="warning",
    basis="practice",
    message="{{at}}写作「{{found}}」。",
    remedy="请核对后改正。",
)


@check
def {slug}(exam: Exam) -> Iterator[Hit]:
    """一句话说明毛病是什么。

    查什么  看哪些格，怎样判断。
    为何    这样填有什么后果。
    不查    哪些情形交给别的检查，或本来就可以。
    """
    if exam.form.title == "{slug}":
        yield check.at("title", found=exam.form.title)
'''

_CASES = """- name: 干净的表应当安静
  expect: []
- name: 有这个毛病的表
  set: {{title: {slug}}}
  expect:
    - at: title
      says: {slug}
"""


def create(code: str, slug: str, root: Path | None = None) -> list[Path]:
    """Write ``checks/<family>/<code>_<slug>.py`` and its ``.yml``; UserError if the code is taken or the name breaks the grammar."""
    if not re.fullmatch(r"[A-Z]{2}\d{3}", code):
        raise UserError(f"编号「{code}」应是两个大写字母加三位数字，如 SC199")
    if code[:2] not in FAMILIES:
        raise UserError(f"没有「{code[:2]}」这一类；可用的有 {'、'.join(FAMILIES)}")
    if not re.fullmatch(r"[a-z][a-z0-9]*(?:_[a-z0-9]+){1,5}", slug) or slug.split("_")[0] in _REMEDY_WORDS:
        raise UserError(f"名称「{slug}」应是两到六个小写英文词，用下划线连接，说的是毛病（score_above_weight），不是做法（ensure_score）")
    if any(check.code == code for check in every()):
        raise UserError(f"编号 {code} 已经用了")
    if code in (DATA / "retired_codes.txt").read_text(encoding="utf-8").split():
        raise UserError(f"编号 {code} 曾经用过，不再使用")
    folder = (root or Path(__file__).parent) / FAMILIES[code[:2]]
    folder.mkdir(exist_ok=True)
    marker = folder / "__init__.py"
    if not marker.exists():
        marker.write_text('"""每个文件一条检查，案例在同名的 .yml 里。"""\n', encoding="utf-8")
    stem = folder / f"{code.lower()}_{slug}"
    files = {stem.with_suffix(".py"): _MODULE, stem.with_suffix(".yml"): _CASES}
    for path, text in files.items():
        if path.exists():
            raise UserError(f"{path.name} 已经存在")
        path.write_text(text.format(code=code, slug=slug), encoding="utf-8")
    return list(files)
