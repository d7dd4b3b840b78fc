from collections.abc import Iterator
from functools import lru_cache

from ziping.checks.base import Check, Exam, Hit
from ziping.records import DATA, load
from ziping.text import bare

check = Check(
    code="FM108",
    covers=("A08",),
    severity="info",
    basis="practice",
    message="签章栏「{label}」空着。",
    remedy="请在报送或公开的版本上补齐「{label}」。",
)


@lru_cache(maxsize=1)
def _signed() -> tuple[str, ...]:
    return tuple(load(DATA / "words" / "signature_labels.yml")["signed"])


@check
def signature_left_blank(exam: Exam) -> Iterator[Hit]:
    """签章栏空着。

    查什么  表上印有的填表人、负责人、盖章等栏没有内容。
    为何    没有人签字的表，说不清由谁负责。
    不查    表上没有这一栏；联系电话、填报日期；电子版未签而纸质已签的（所以只作提示）。
    """
    for label, text in exam.form.signatures.items():
        if (text is None or not text.strip()) and any(word in bare(label) for word in _signed()):
            yield check.at(f"signatures.{label}", label=label)
