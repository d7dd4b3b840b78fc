from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit

check = Check(
    code="FM150",
    severity="info",
    basis="practice",
    message="表上没有写年度，计分按「{scheme}」核对；年度不同，适用的方案可能不同。",
    remedy="请在表头写明年度，或用 --on、--scheme 指定。",
)


@check
def scheme_year_unknown(exam: Exam) -> Iterator[Hit]:
    """没有年度，方案按最新的取。

    查什么  表上没有读到年度，却要选一个计分方案。
    为何    不同年份的分档和权重不同（如定性指标 2016 年与 2020 年的分档），选错方案得分就核错了。
    不查    没有方案可用；年度没有填写这件事本身（FM101）。
    """
    if exam.form.year is None and exam.scheme is not None:
        yield check.at("year", scheme=exam.scheme.title)
