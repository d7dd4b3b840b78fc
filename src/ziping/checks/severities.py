"""A bureau's own severities: ``checks.yml`` in the folder of ``--data``, one line per check: its code, then error, warning, info or off.

Severity follows authority as long as the rules are ours; a bureau may raise or lower a check for itself, and the finding says so.
"""

from pathlib import Path
from typing import Literal

from ziping.checks.base import SEVERITIES
from ziping.checks.registry import every
from ziping.errors import DataError
from ziping.records import Record, load

__all__ = ["FILE", "OWN_LEVEL", "Level", "own_severities"]

Level = Literal["error", "warning", "info", "off"]
FILE = "checks.yml"
OWN_LEVEL = "；程度为本单位所定"
_WORDS = "error（错误）、warning（警告）、info（提示）或 off（不查）"


def own_severities(folder: Path | None) -> dict[str, Level]:
    """Code → severity from ``checks.yml`` in a bureau's folder; empty where there is none. DataError names file, line and remedy."""
    if folder is None or not (folder / FILE).exists():
        return {}
    record = load(folder / FILE)
    if record is None:
        return {}
    if not isinstance(record, Record):
        raise DataError(f"{folder.name}/{FILE}：应是一行一个「编号: 程度」，如 EX101: info")
    known = {check.code for check in every()}
    found: dict[str, Level] = {}
    for code, level in record.items():
        if code not in known:
            raise DataError(f"{record.at(code)}：没有检查「{code}」，要写完整的编号，如 EX101；用 ziping explain --list 查看全部编号")
        if level is False:  # YAML reads a bare off as false
            level = "off"
        if level not in (*SEVERITIES, "off"):
            said = "没有写程度" if level is None else f"「{'on' if level is True else level}」不是程度"
            raise DataError(f"{record.at(code)}：{code} {said}，请写 {_WORDS}")
        found[str(code)] = level
    return found
