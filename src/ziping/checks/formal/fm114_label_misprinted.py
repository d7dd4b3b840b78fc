from collections.abc import Iterator
from functools import lru_cache

from ziping.checks.base import Check, Exam, Hit
from ziping.records import DATA, load
from ziping.text import bare

check = Check(
    code="FM114",
    covers=("A14",),
    severity="info",
    basis="practice",
    message="栏目名称「{found}」里的「{wrong}」应是「{right}」。",
    remedy="请把栏目名称改为「{expected}」。",
)


@lru_cache(maxsize=1)
def _typos() -> dict[str, str]:
    return {bare(str(wrong)): str(right) for wrong, right in load(DATA / "words" / "typos.yml").items()}


@check
def label_misprinted(exam: Exam) -> Iterator[Hit]:
    """栏目名称印错了字。

    查什么  与版式不同的栏目名称里的常见误字，如「移动支付」（转移支付）、「执行卒」（执行率）。
    为何    栏目名称错了，同一列在汇总时就对不上。
    不查    版式认得的别名；填写的内容（只看栏目名称）。
    """
    for path, label in exam.form.labels.items():
        text = bare(label)
        for wrong, right in _typos().items():
            if wrong in text:
                yield check.at(
                    f"labels.{path}",
                    found=label,
                    expected=(label if wrong in label else text).replace(wrong, right),
                    wrong=wrong,
                    right=right,
                )
                break
