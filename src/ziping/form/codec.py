"""The one JSON form, both ways. JSON numbers count by their text, so ``9.10`` stays ``"9.10"``.

A file of JSON may be one Form, an array of them, or a whole object that ``read --json`` or ``check --json`` printed.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from ziping.errors import FileRefused
from ziping.form.model import BaseDatum, Form, Fund, Goal, Indicator, Place, Problem, Project, Unit
from ziping.form.paths import FIELD_WORDS
from ziping.frozen import getter

__all__ = ["build", "build_problem", "dump", "dump_place", "dump_problem", "load", "load_many", "same"]

_DEPTH_LIMIT = 100
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_KNOWN = {model.__name__: set(model.field_names()) for model in (Form, Unit, Project, Fund, Goal, Indicator, BaseDatum)}

_PLACE = Place.field_names()
_place = getter(_PLACE)


def dump_place(place: Place | None) -> dict[str, Any] | None:
    """A Place as JSON: only the keys that say something."""
    return None if place is None else {name: value for name, value in zip(_PLACE, _place(place), strict=True) if value is not None}


def dump_problem(problem: Problem) -> dict[str, Any]:
    """A Problem as JSON: code, message, place (may be null)."""
    return {"code": problem.code, "message": problem.message, "place": dump_place(problem.place)}


def dump(form: Form) -> dict[str, Any]:
    """A Form as plain JSON data, every key of the contract present."""
    data = form.model_dump(exclude={"places"})
    data["places"] = {path: dump_place(place) for path, place in form.places.items()}
    return data


def build(data: Mapping[str, Any]) -> Form:
    """Data of our own making (a ``dump``, what a reader gathered) → Form. Nothing is checked: for what comes from outside there is
    ``load``."""
    project = data.get("project")
    return Form(
        **{
            **data,
            "unit": Unit(**data.get("unit", {})),
            "project": None if project is None else Project(**project),
            "funds": tuple(Fund(**row) for row in data["funds"]),
            "goals": tuple(Goal(**row) for row in data["goals"]),
            "indicators": tuple(Indicator(**row) for row in data["indicators"]),
            "base_data": tuple(BaseDatum(**row) for row in data["base_data"]),
            "places": {path: Place(**place) for path, place in data["places"].items()},
        }
    )


def build_problem(data: Mapping[str, Any]) -> Problem:
    """The same for a Problem."""
    place = data["place"]
    return Problem(code=data["code"], message=data["message"], place=None if place is None else Place(**place))


def same(one: Form, other: Form) -> bool:
    """Two forms are equal when they agree in everything but places, layout and confidences."""
    left = one.model_copy(update={"places": {}, "layout": None})
    right = other.model_copy(update={"places": {}, "layout": None})
    return left == right


def load(data: Any, *, where: str = "") -> tuple[Form, list[Problem]]:
    """One decoded JSON object → Form, and a Problem for every key the contract does not know."""
    from pydantic import ValidationError

    try:
        form = Form.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(step) for step in first["loc"]) or "（顶层）"
        raise FileRefused(
            f"JSON 里的表单{where}不合约定：{path} {_why(first['type'], first.get('ctx'))}（共 {error.error_count()} 处）"
        ) from None
    problems = [Problem(code="unplaced", message=f"不认识的键 {path}，已略过", place=None) for path in _unknown(data, "Form", "")]
    return form, problems


def load_many(text: str) -> list[tuple[Form, list[Problem]]]:
    """The forms in a JSON text."""
    try:
        data = json.loads(text, parse_float=str, parse_int=str, parse_constant=_refuse_constant)
    except RecursionError:
        raise FileRefused("JSON 嵌套过深，不是一份自评表", code="too_large") from None
    except json.JSONDecodeError as error:
        raise FileRefused(f"不是有效的 JSON：第 {error.lineno} 行第 {error.colno} 列附近有误，请检查引号、逗号和括号") from None
    except ValueError as error:
        raise FileRefused(f"不是有效的 JSON：{error}") from None
    if _HALF.search(text):
        try:
            json.dumps(data, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise FileRefused("JSON 里有半个字符（\\ud800 这样的转义没有成对），请用原来的程序重新导出") from None
    found = list(_forms(data, 0))
    if not found:
        raise FileRefused("JSON 里没有表单：每份表单都要有 kind（department、project …）", code="no_form")
    return [load(item, where=f"（第 {i + 1} 份）" if len(found) > 1 else "") for i, item in enumerate(found)]


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} 不是数，请改成实际的数字或 null")


def _forms(data: Any, depth: int) -> Any:
    if depth > _DEPTH_LIMIT:
        return
    if isinstance(data, list):
        for item in data:
            yield from _forms(item, depth + 1)
    elif isinstance(data, dict):
        if "kind" in data:
            yield data
        elif "forms" in data:
            yield from _forms(data["forms"], depth + 1)
        elif "form" in data:
            yield from _forms(data["form"], depth + 1)


def _why(kind: str, context: Any) -> str:
    if kind == "missing":
        return "必须填写"
    if kind == "literal_error":
        allowed = re.findall("'([^']*)'", str(context["expected"])) if context else ()  # "'a', 'b' or 'c'"
        return f"只能是 {'、'.join(allowed)}"
    if kind.startswith("string"):
        return "应是文字、数字或 null"
    if kind.startswith(("int", "greater", "less")):
        return "应是年份这样的整数"
    return "的类型不对"


_PARTS = {"unit": "Unit", "project": "Project", "funds": "Fund", "goals": "Goal", "indicators": "Indicator", "base_data": "BaseDatum"}


def _unknown(data: Any, model: str, prefix: str) -> list[str]:
    if not isinstance(data, dict):
        return []
    out = [prefix + str(key) for key in data if key not in _KNOWN[model]]
    if model == "Form":
        for key, part in _PARTS.items():
            value = data.get(key)
            if isinstance(value, list):
                for i, item in enumerate(value):
                    out += _unknown(item, part, f"{prefix}{key}[{i}].")
            else:
                out += _unknown(value, part, f"{prefix}{key}.")
    return out


assert set(Form.field_names()) <= set(FIELD_WORDS) | {"places"}  # every key has a word for people
