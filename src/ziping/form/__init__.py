"""The form as written: model, addresses, the one JSON form."""

from ziping.form.codec import build, build_problem, dump, dump_place, dump_problem, load, load_many, same
from ziping.form.model import BaseDatum, Form, Fund, Goal, Indicator, Kind, Place, Problem, Project, Unit
from ziping.form.paths import describe, get, section, split, texts, walk

__all__ = [
    "BaseDatum",
    "Form",
    "Fund",
    "Goal",
    "Indicator",
    "Kind",
    "Place",
    "Problem",
    "Project",
    "Unit",
    "build",
    "build_problem",
    "describe",
    "dump",
    "dump_place",
    "dump_problem",
    "get",
    "load",
    "load_many",
    "same",
    "section",
    "split",
    "texts",
    "walk",
]
