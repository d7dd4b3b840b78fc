"""Pages drawn by Jinja2, as the engine's own are: what has hundreds of cells is drawn several times faster so than by Django's templates."""

from functools import cache
from pathlib import Path
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment, FileSystemLoader, Template

__all__ = ["drawn", "load"]

_FOLDERS = sorted(Path(__file__).parent.glob("*/drawn"))


@cache
def _template(name: str) -> Template:
    return Environment(autoescape=True, trim_blocks=True, loader=FileSystemLoader(_FOLDERS)).get_template(name)


def load() -> None:
    """Read every template now instead of at the first page that needs it."""
    for folder in _FOLDERS:
        for path in folder.glob("*.html"):
            _template(path.name)


def drawn(name: str, **context: Any) -> SafeString:
    """The template of this name in an app's folder ``drawn`` as HTML; every text in it is escaped."""
    return mark_safe(_template(name).render(**context))
