"""Schemes: the law as dated data. One file per issuing document under ``data/schemes``; a regional one extends its parent.

``find(kind, region, on=day)`` answers which scheme judges a form, ``choose`` for a form and a call. Every number knows its
Authority; unknown keys, duplicate keys and numbers without an authority are refused with file, line and remedy.
"""

from ziping.schemes.build import KINDS
from ziping.schemes.choice import NATIONAL, Choice, Look, choose, find, fitted, looks, widen
from ziping.schemes.model import (
    CURVES,
    Band,
    BaseTerm,
    Ceiling,
    Execution,
    GradeFloor,
    Item,
    Number,
    OverFulfilment,
    Quantitative,
    Rule,
    Scheme,
    Stair,
    Variant,
    WeightSet,
)
from ziping.schemes.store import by_id, check_folder, every, overlapping, version

__all__ = [
    "CURVES",
    "KINDS",
    "NATIONAL",
    "Band",
    "BaseTerm",
    "Ceiling",
    "Choice",
    "Execution",
    "GradeFloor",
    "Item",
    "Look",
    "Number",
    "OverFulfilment",
    "Quantitative",
    "Rule",
    "Scheme",
    "Stair",
    "Variant",
    "WeightSet",
    "by_id",
    "check_folder",
    "choose",
    "every",
    "find",
    "fitted",
    "looks",
    "overlapping",
    "version",
    "widen",
]
