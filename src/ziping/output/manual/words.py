"""The words of the value language as tables for the manual: every word of the four lists that the parser reads."""

from collections.abc import Iterator

from ziping.records import DATA, Record, load

__all__ = ["LISTS", "word_tables"]

LISTS = {"bounds": "界限词和符号", "units": "计量单位", "trends": "升降", "levels": "完成档次、等次、是否"}
_SIDES = {"prefix": "写在数前", "suffix": "写在数后", "middle": "写在数与单位之间"}
_MEANS = {"≥": "不低于（≥）", "≤": "不超过（≤）", ">": "超过（>）", "<": "不到（<）", "=": "等于（=）", "约": "约数", "": "只是引出一个数"}
_MOVES = {"up": "上升", "down": "下降", "flat": "持平"}
_ROLES = {
    "verb": "升降的词", "base": "和什么比", "adverb": "程度，不影响意思", "whole": "整格文字", "reach": "后面的数是到达的水平", "after": "跟在升降词后，不影响意思",
    "head": "档次", "object": "档次后可以跟的", "tail": "档次后可以省的", "word": "等次", "answer": "是否",
}  # fmt: skip
_LEVELS = {
    "achieved": "达成", "partly": "部分达成", "not_achieved": "未达成", "excellent": "优", "good": "良", "fair": "中", "poor": "差", "True": "是",
    "False": "否",
}  # fmt: skip


def word_tables() -> list[tuple[str, list[tuple[str, str]]]]:
    """(title, rows of meaning and words) for each list."""
    return [(title, list(_rows(name))) for name, title in LISTS.items()]


def _rows(name: str) -> Iterator[tuple[str, str]]:
    for row in load(DATA / "words" / f"{name}.yml"):
        if name == "bounds":
            yield f"{_SIDES[row['side']]}：{_MEANS[row['means']]}", "　".join(map(str, row["words"]))
        elif name == "units":
            yield from _units(row)
        else:
            yield from _others(row)


def _units(row: Record) -> Iterator[tuple[str, str]]:
    if "units" in row:
        spelled = (str(word) if str(size) == "1" else f"{word}（{size} {row['base']}）" for word, size in row["units"].items())
        yield str(row["base"]), "　".join(spelled)
    for key, words in row.items():
        if key not in ("units", "base", "basis"):
            yield (
                "各自成一类，互不换算" if key == "alone" else str(key),
                "　".join(words.split() if isinstance(words, str) else map(str, words)),
            )


def _others(row: Record) -> Iterator[tuple[str, str]]:
    sense = _MOVES.get(str(row.get("means")), "") or _LEVELS.get(str(row.get("level", row.get("grade", row.get("answer")))), "")
    base = f"（和{row['base']}比）" if isinstance(row.get("base"), str) else ""
    for key in ("verb", "whole", "base", "adverb", "reach", "after", "head", "object", "tail", "word"):
        if isinstance(row.get(key), list):
            role = _ROLES["answer"] if "answer" in row else _ROLES[key]
            yield f"{role}{f'：{sense}' if sense else ''}{base}", "　".join(map(str, row[key]))
