"""Strict YAML for the records under ``data/``: exact numbers, no duplicate keys, every complaint with file and line.

PyYAML alone keeps the last of two equal keys and reads 0.60 as a binary float; both would be silent faults in a table of law.
Numbers with a decimal point load as ``Decimal``, whole numbers as ``int``, everything quoted as ``str``, dates as ``date``.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from ziping.errors import DataError

__all__ = ["DATA", "Record", "load", "load_text", "names", "own_words", "word_files"]

DATA = Path(__file__).parent / "data"

try:
    from yaml import CSafeLoader as _Base
except ImportError:  # PyYAML without libyaml: slower, same answers
    from yaml import SafeLoader as _Base  # type: ignore[assignment]


class Record(dict[str, Any]):
    """A YAML mapping that remembers its file and the line of every key."""

    source: str = ""
    line: int = 1

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.lines: dict[str, int] = {}

    def at(self, key: str | None = None) -> str:
        """``schemes/x.yml 第 12 行``, the line of ``key`` or of the mapping itself."""
        return f"{self.source} 第 {self.lines.get(key, self.line) if key else self.line} 行"

    def refuse_unknown(self, allowed: set[str] | frozenset[str]) -> None:
        """Raise if a key is not among ``allowed``."""
        for key in self:
            if key not in allowed:
                raise DataError(f"{self.at(key)}：不认识的键「{key}」；可用的键：{'、'.join(sorted(allowed))}")


class _Loader(_Base):
    source = ""


def _mapping(loader: Any, node: yaml.MappingNode) -> Record:
    record = Record()
    record.source = loader.source
    record.line = node.start_mark.line + 1
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if key in record:
            raise DataError(f"{loader.source} 第 {line} 行：键「{key}」重复出现（上一次在第 {record.lines[key]} 行），请只留一个")
        record[key] = loader.construct_object(value_node, deep=True)
        record.lines[key] = line
    return record


def _decimal(loader: Any, node: yaml.ScalarNode) -> Decimal:
    try:
        return Decimal(node.value.replace("_", ""))
    except ArithmeticError:
        raise DataError(f"{loader.source} 第 {node.start_mark.line + 1} 行：「{node.value}」不是十进制数") from None


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)


def load_text(text: str, source: str) -> Any:
    """Parse one YAML document; ``source`` names the file in messages."""
    loader = _Loader(text)
    loader.source = source
    try:
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataError(f"{source} 第 {line} 行：不是有效的 YAML（{error.problem}），请检查缩进、冒号和引号") from None
    finally:
        loader.dispose()


def load(path: Path) -> Any:
    """Parse one YAML file. Messages name it relative to its ``data`` folder."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise DataError(f"{path.name}：不是 UTF-8 编码，请用 UTF-8 另存") from None
    except OSError as error:
        raise DataError(f"{path}：读不到（{error.strerror}）") from None
    return load_text(text, f"{path.parent.name}/{path.name}")


def names(folder: str, root: Path = DATA) -> list[Path]:
    """The YAML files of one kind of record, in order of name; an absent folder has none."""
    return sorted((root / folder).glob("*.yml"))


_OWN: list[Path] = []  # a bureau's own folder, if the command line was given one; a process judges with one set of words


def own_words(folder: Path | None) -> None:
    """Read the word lists of ``folder/words`` beside ours from now on; None: only ours. Whoever remembers words must forget them."""
    _OWN[:] = [folder] if folder is not None else []


def word_files(name: str) -> list[Path]:
    """The files of one word list: ours, then the bureau's own if it has one."""
    own = [folder / "words" / f"{name}.yml" for folder in _OWN]
    return [DATA / "words" / f"{name}.yml", *(path for path in own if path.exists())]
