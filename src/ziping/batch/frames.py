"""The tables of a batch as polars frames, in memory."""

from pathlib import Path

import polars as pl

from ziping.batch.tally import tables
from ziping.frozen import dataclass

__all__ = ["Frames", "load"]


@dataclass(frozen=True, slots=True)
class Frames:
    """The eight tables; columns and types as docs/tables.md has them."""

    files: pl.DataFrame
    forms: pl.DataFrame
    funds: pl.DataFrame
    goals: pl.DataFrame
    indicators: pl.DataFrame
    lines: pl.DataFrame
    findings: pl.DataFrame
    problems: pl.DataFrame


def load(folder: Path) -> Frames:
    """The tables in a folder. UserError if there are none."""
    return Frames(**{table: pl.read_parquet(folder / f"{table}.parquet") for table in tables(folder)})
