from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.checks.rows import says_nothing
from ziping.checks.vocabulary import mentions
from ziping.scoring import Row
from ziping.text import bare

check = Check(
    code="EX104",
    covers=("F04",),
    waits=Sign.REASON,
    severity="warning",
    basis="practice",
    message="指标 {numbers} 的原因一字不差：「{found}」。",
    remedy="请逐项写出各自的原因。",
)

_OFTEN = 3  # rows with one and the same reason


@check
def reason_repeated(exam: Exam) -> Iterator[Hit]:
    """好几项扣分用了同一个原因。

    查什么  三项以上的指标原因一字不差（不计空格）：扣了分的，或没有扣分而说了缘由、打算的。
    为何    不同的指标没有做到，原因很少一样；照抄等于没有分析。
    不查    一个纵向合并的原因格（同在一处）；「无」等空话（另有检查）；没有扣分而只说已经完成的；分值为 0 的行。
    """
    groups: dict[str, list[Row]] = {}
    if len(exam.reasoned) < _OFTEN:
        return
    for row in exam.reasoned:
        reason = row.indicator.reason or ""
        if not says_nothing(reason) and (bool(row.lost and row.lost > 0) or mentions(reason, "reasons", "causal")):
            groups.setdefault(bare(reason), []).append(row)
    for rows in groups.values():
        paths = [f"{row.path}.reason" for row in rows]
        places = {exam.form.places[path] for path in paths if path in exam.form.places}
        unplaced = sum(path not in exam.form.places for path in paths)
        if len(places) + unplaced < _OFTEN:
            continue  # one merged cell repeats in every row that it covers
        numbers = "、".join(str(row.index + 1) for row in rows)
        yield check.at(paths[0], also=paths[1:], found=rows[0].indicator.reason, numbers=numbers)
