"""A bureau's own words: adopted once, before anything is read, by the command line."""

import sys
from pathlib import Path

from ziping.errors import DataError
from ziping.records import DATA, Record, load, names, own_words
from ziping.values.words import load_words

__all__ = ["use_words"]


def use_words(folder: Path | None) -> None:
    """Judge with the words of ``folder/words`` beside ours from now on (None: ours only); a fault is named with file, line and remedy.

    An own list has the name and the keys of one of ours and says only what it adds.
    """
    for path in names("words", folder) if folder is not None else ():
        ours = DATA / "words" / path.name
        if not ours.exists():
            known = "、".join(each.stem for each in names("words"))
            raise DataError(f"words/{path.name}：没有这种词表；文件名应是 {known} 之一")
        mine, theirs = load(path), load(ours)
        if type(mine) is not type(theirs):
            shape = "每行以「- 」开头的一张表" if isinstance(theirs, list) else "几行「键: [词, 词]」"
            raise DataError(f"words/{path.name}：应写成{shape}，样子见自带的 {path.name}")
        if isinstance(mine, Record):
            mine.refuse_unknown(frozenset(theirs))
            for key, value in mine.items():
                if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
                    raise DataError(f"{mine.at(key)}：「{key}」应写成 [词, 词]；数字要加引号")
    own_words(folder)
    try:
        load_words()
    except DataError:
        own_words(None)
        raise
    for name, module in list(sys.modules.items()):  # what was remembered under other words is forgotten
        if name.startswith("ziping."):
            for thing in list(vars(module).values()):
                if callable(getattr(thing, "cache_clear", None)):
                    thing.cache_clear()
