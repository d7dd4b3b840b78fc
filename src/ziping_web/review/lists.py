"""A page of forms as lists show it: only the columns that are shown are read, and no models are built of them."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Func, IntegerField, QuerySet
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from ziping_web.drawn import drawn
from ziping_web.filings.models import is_late, percent, titled
from ziping_web.phases import phase
from ziping_web.prepared import Build, fetch

__all__ = ["Line", "draw", "paged", "phases"]

_COLUMNS = (
    "pk", "kind", "project_name", "node__name", "round__name", "phase", "due_on", "round__end_on", "verdict__written", "verdict__grade", "verdict__rate",
    "verdict__errors", "verdict__warnings",
)  # fmt: skip
_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One form of a list."""

    pk: int
    title: str
    unit: str
    round: str
    phase: str
    phase_words: str
    due: date
    own_due: bool
    late: bool
    written: Decimal | None
    grade: str
    rate: str
    errors: int
    warnings: int


class _All(Func):
    template, output_field = "COUNT(*)", IntegerField()


def _count(build: Build, *shape: Hashable) -> QuerySet:
    return build(*shape).order_by().values_list(_All())


def _part(build: Build, start: int, end: int, *shape: Hashable) -> QuerySet:
    return build(*shape).values_list(*_COLUMNS)[start:end]


@dataclass(frozen=True)
class _Forms:
    """What a paginator asks of its list."""

    build: Build
    shape: tuple[Hashable, ...]
    values: Mapping[str, Any]

    def count(self) -> int:
        found = fetch(_count, (self.build, *self.shape), **self.values)
        return found[0][0] if found else 0

    def __getitem__(self, part: slice) -> list[tuple]:
        return fetch(_part, (self.build, part.start, part.stop, *self.shape), **self.values)


def paged(build: Build, shape: tuple[Hashable, ...], values: Mapping[str, Any], number: str | None) -> Page:
    """The page of this number (the nearest there is), fifty each, of the forms that ``build`` of this shape finds by these values."""
    return Paginator(_Forms(build, shape, values), _PER_PAGE).get_page(number)


def phases(page: Page) -> set[str]:
    """The phases of the forms of such a page."""
    return {each[_COLUMNS.index("phase")] for each in page.object_list}


def draw(page: Page, *, pick: bool = False, empty: str = "没有符合条件的表。") -> SafeString:
    """Such a page as a table; ``pick``: with a box before each form that may be passed with others."""
    today = localdate()
    return drawn("list.html", rows=[_row(columns, today, pick) for columns in page.object_list], pick=pick, empty=empty)


@lru_cache(maxsize=5000)
def _row(columns: tuple, today: date, pick: bool) -> SafeString:
    """One line of it, kept for all that it shows: most lines are the same from one look at a list to the next."""
    pk, kind, project, unit, round_, at, own, end, written, grade, rate, errors, warnings = columns
    line = Line(
        pk, titled(project, unit, kind), unit, round_, at, phase(at).staff, own or end, own is not None, is_late(at, own or end, today), written, grade or "",
        percent(rate), errors or 0, warnings or 0,
    )  # fmt: skip
    return drawn("line.html", line=line, pick=pick)
