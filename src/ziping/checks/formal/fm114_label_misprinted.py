from collections.abc import Iterator
from functools import lru_cache

from ziping.checks.base import Check, Exam, Hit
from ziping.records import DATA, Record, load
from ziping.text import bare, is_cjk

check = Check(
    code="FM114",
    covers=("A14",),
    severity="info",
    basis="practice",
    message="栏目名称「{found}」里的「{wrong}」应是「{right}」。",
    remedy="请把栏目名称改为「{expected}」。",
)

_SHORTEST = 3  # characters; shorter labels differ in one character too easily


@lru_cache(maxsize=1)
def _typos() -> dict[str, str]:
    return {bare(str(wrong)): str(right) for wrong, right in load(DATA / "words" / "typos.yml").items()}


@lru_cache(maxsize=1)
def _known() -> tuple[dict[str, tuple[str, ...]], frozenset[str], frozenset[str]]:
    """Labels by field, every pair of neighbouring characters in any of them, and characters that may well replace one another."""
    fields: dict[str, tuple[str, ...]] = {}
    for part, words in load(DATA / "labels.yml").items():
        if isinstance(words, Record):
            for key, names in words.items():
                field = key if part == "head" else f"{part}.{key}"
                fields[field] = (*fields.get(field, ()), *(bare(str(name)) for name in names))
    pairs = {name[i : i + 2] for names in fields.values() for name in names for i in range(len(name) - 1)}
    return fields, frozenset(pairs), frozenset(load(DATA / "words" / "label_swaps.yml")["ordinary"])


@lru_cache(maxsize=4096)
def _one_off(path: str, label: str) -> str | None:
    """The known label of this field that differs in one character, where that character makes a pair known from no label."""
    fields, pairs, ordinary = _known()
    text = bare(label)
    if len(text) < _SHORTEST:
        return None
    for name in fields.get(path, ()):
        if len(name) != len(text):
            continue
        off = [i for i, (a, b) in enumerate(zip(text, name, strict=True)) if a != b]
        if len(off) != 1 or not is_cjk(text[off[0]]) or not is_cjk(name[off[0]]) or text[off[0]] in ordinary:
            continue
        around = [text[i : i + 2] for i in (off[0] - 1, off[0]) if 0 <= i < len(text) - 1]
        if not all(pair in pairs for pair in around):
            return name
    return None


@check
def label_misprinted(exam: Exam) -> Iterator[Hit]:
    """栏目名称印错了字。

    查什么  与版式不同的栏目名称里的常见误字，如「移动支付」（转移支付）、「执行卒」（执行率）；以及与已知叫法只差一个字、
            而那个字与前后不成词的，如「实标完成值」。
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
        else:
            right_label = _one_off(path, label)
            if right_label is not None:
                at = next(i for i, (a, b) in enumerate(zip(text, right_label, strict=True)) if a != b)
                yield check.at(f"labels.{path}", found=label, expected=right_label, wrong=text[at], right=right_label[at])
