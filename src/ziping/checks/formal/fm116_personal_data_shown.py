import re
from collections.abc import Iterator
from datetime import date

from ziping.checks.base import Check, Exam, Hit
from ziping.text import plain

check = Check(
    code="FM116",
    covers=("A16",),
    severity="warning",
    basis="practice",
    message="{at}里有{kind}「{found}」。",
    remedy="请删去或遮去中间几位；自评表要公开，不应出现个人的号码。",
)

_DIGITS = re.compile(r"(?<![0-9A-Za-z.])\d{11,19}[Xx]?(?![0-9A-Za-z])", re.ASCII)
_SPACED = re.compile(
    r"(?<![0-9A-Za-z.])(?:1[3-9]\d([ -])\d{4}\1\d{4}|\d{4}(?:([ -])\d{4})(?:\2\d{4}){2}(?:\2\d{1,3})?)(?![0-9A-Za-z])", re.ASCII
)
_LONG = re.compile(r"[0-9][0-9][0-9][0-9 -][0-9][0-9][0-9][0-9]")  # found quickly; most texts have no such run
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _is_id_number(text: str) -> bool:
    """18 places, a real birthday, and the check digit of GB 11643."""
    if len(text) != 18 or not text[:17].isdigit():
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    remainder = sum(int(c) * w for c, w in zip(text, _WEIGHTS, strict=False)) % 11
    return text[17].upper() == "10X98765432"[remainder]


def _is_card_number(text: str) -> bool:
    """16 to 19 digits that begin with 62 and pass the Luhn sum."""
    if not 16 <= len(text) <= 19 or not text.isdigit() or not text.startswith("62"):
        return False
    total = 0
    for i, c in enumerate(reversed(text)):
        digit = int(c) * (2 if i % 2 else 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def _kind(text: str) -> str | None:
    if len(text) == 11 and text[0] == "1" and text[1] in "3456789":
        return "手机号"
    if _is_id_number(text):
        return "身份证号"
    return "银行卡号" if _is_card_number(text) else None


def _numbers(text: str) -> list[str]:
    """Long runs of digits, also those written in groups: 138 0000 0000."""
    return [match[0] for match in _DIGITS.finditer(text)] + [re.sub("[ -]", "", match[0]) for match in _SPACED.finditer(text)]


@check
def personal_data_shown(exam: Exam) -> Iterator[Hit]:
    """表里有个人的号码。

    查什么  各栏文字里的手机号、身份证号（校验码相合）、银行卡号（校验位相合）；每格只说第一个，显示时遮去中间。
    为何    自评表要随决算公开，个人信息不应带出去。
    不查    签章栏的联系电话；单位代码、项目代码；已经遮去几位的号码；资金和分值的数。
    """
    if not _LONG.search(exam.facts.whole):
        return  # nearly every form
    for path, text in exam.texts:
        if len(text) < 11 or path.startswith(("signatures.", "labels.", "funds[", "total_")) or path.endswith(".code"):
            continue
        for match in _numbers(plain(text)) if _LONG.search(plain(text)) else ():
            kind = _kind(match)
            if kind is not None:
                yield check.at(path, found=f"{match[:3]}****{match[-4:]}", kind=kind)
                break
