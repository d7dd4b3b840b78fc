"""Strict YAML: PyYAML alone keeps the last of two equal keys and reads 0.60 as a binary float; both would be silent faults in a table of law."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import yaml

from ziping.errors import DataError

__all__ = ["parse"]

try:
    from yaml import CSafeLoader as _Base
except ImportError:  # PyYAML without libyaml: slower, same answers
    from yaml import SafeLoader as _Base  # type: ignore[assignment]


class _Loader(_Base):
    source = ""
    record: Callable[[], Any]


def _mapping(loader: Any, node: yaml.MappingNode) -> Any:
    record = loader.record()
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


def parse(text: str, source: str, record: Callable[[], Any]) -> Any:
    """One YAML document; ``source`` names the file in messages, ``record`` makes what a mapping becomes (``records.Record``)."""
    loader = _Loader(text)
    loader.source, loader.record = source, record
    try:
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataError(f"{source} 第 {line} 行：不是有效的 YAML（{error.problem}），请检查缩进、冒号和引号") from None
    finally:
        loader.dispose()
