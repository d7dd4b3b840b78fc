"""On a scan a failed sum may be the reader's fault: a finding names the uncertain numbers that take part in it.

The other side is the problem ``doubtful`` at the number itself, which the reader tells.
"""

from ziping.checks.base import Hit
from ziping.form import Form, describe, get
from ziping.form.sure import is_doubtful

__all__ = ["is_scan", "suspects", "warned"]

_COLUMNS = {"SC110": "score", "WT101": "weight"}  # sums over whole columns, which their findings do not list
_NAMED = 3


def is_scan(form: Form) -> bool:
    """True if any value was recognised from a picture."""
    return any(place.confidence is not None for place in form.places.values())


def suspects(form: Form, code: str, hit: Hit) -> tuple[str, ...]:
    """Paths of the uncertain numbers that a finding rests on, the least certain first."""
    paths = [hit.where, *hit.also]
    field = _COLUMNS.get(code)
    if field is not None:
        paths += [f"{section}[{i}].{field}" for section in ("funds", "indicators", "goals") for i in range(len(getattr(form, section)))]
    found = []
    for path in dict.fromkeys(paths):
        place = form.places.get(path)
        value = get(form, path) if place is not None else None
        digits = isinstance(value, str) and any(char.isdigit() for char in value)
        if place is not None and digits and is_doubtful(value, place.confidence):
            found.append((place.confidence or "", path))
    return tuple(path for _, path in sorted(found))


def warned(form: Form, paths: tuple[str, ...]) -> str:
    """What a finding adds to its message about these numbers; empty for none."""
    if not paths:
        return ""
    named = "、".join(f"{describe(form, path)}「{get(form, path)}」（把握 {form.places[path].confidence}）" for path in paths[:_NAMED])
    more = f"等 {len(paths)} 处" if len(paths) > _NAMED else ""
    return f"这是扫描件，{named}{more}没有认准，请先对照原件。"
