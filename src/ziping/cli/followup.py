"""Findings that go on: what has become of those of a former run, and which are explained."""

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ziping.errors import UserError, reason

if TYPE_CHECKING:
    from ziping.checks.baseline import Former
    from ziping.pipeline import Result, Settings

__all__ = ["follow_up", "former_run", "judgements"]


def judgements(options: argparse.Namespace, data: Path | None) -> "dict[str, Any]":
    """What a bureau has decided for itself, as fields of Settings: severities from its folder, explained findings, and the day."""
    from ziping.checks.severities import own_severities

    found: dict[str, Any] = {"severities": own_severities(data), "today": date.today()}
    if getattr(options, "explained", None):
        from ziping.checks.explained import load_explained

        found["explained"] = load_explained(Path(options.explained))
    return found


def former_run(options: argparse.Namespace) -> "tuple[Former, ...] | None":
    """The former run given by ``--baseline``, read before anything else so that a wrong file costs nothing; None without one."""
    if not options.baseline:
        return None
    from ziping.checks.baseline import load_baseline

    try:
        return load_baseline(Path(options.baseline).read_bytes().decode("utf-8"), options.baseline)
    except OSError as error:
        raise UserError(f"--baseline 指的 {options.baseline} 读不了：{reason(error)}，请检查路径") from None
    except UnicodeDecodeError:
        raise UserError(f"--baseline 指的 {options.baseline} 不是 UTF-8 编码，请用 ziping check 文件 --json 重新输出") from None


def follow_up(
    results: "Sequence[Sequence[Result]]", former: "Sequence[Former] | None", settings: "Settings"
) -> "tuple[list[tuple[Result, ...]], list[str]]":
    """The results, file by file, with the status of every finding and those that are mended; and sentences about what found no match:
    forms of this run or the former one, and explanations for other forms."""
    flat = [result for each in results for result in each]
    idle = sum(not any(entry.about(result.form) for result in flat) for entry in settings.explained)
    words = [f"说明清单里有 {idle} 条说的不是这次检查的表"] if idle and flat else []
    if former is None:
        return [tuple(each) for each in results], words
    from ziping.checks.baseline import compare, pair

    partners, unmet = pair([result.form for result in flat], former)
    done = []
    for result, partner in zip(flat, partners, strict=True):
        if partner is None:
            done.append(result)
            continue
        waiting = {code for unasked in result.coverage.unasked for code in unasked.codes}
        asked = [check for check in settings.asked if check.code not in waiting]  # what was not asked is not mended
        findings, mended = compare(result.form, result.findings, partner, asked)
        done.append(result.model_copy(update={"findings": findings, "mended": mended}))
    fresh = partners.count(None)
    words += [f"有 {fresh} 份表在上次的结果里没有，没有可比的"] if fresh else []
    words += [f"上次的结果里有 {len(unmet)} 份表这次没有检查"] if unmet else []
    rest = iter(done)
    return [tuple(next(rest) for _ in each) for each in results], words
