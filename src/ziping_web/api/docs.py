"""The page of the API, drawn here from its OpenAPI description: it needs no script, so it opens in every browser of an office."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

__all__ = ["Page", "operations"]

_WHERE = {"path": "地址", "query": "查询", "header": "请求头", "cookie": "Cookie"}
_TYPES = {"string": "文字", "integer": "整数", "number": "数", "boolean": "是否", "object": "对象", "array": "列表", "null": "空"}


def _kind(schema: dict[str, Any], parts: dict[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if "anyOf" in schema:
        return " 或 ".join(_kind(each, parts) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"{_kind(schema.get('items', {}), parts)} 的列表"
    return _TYPES.get(str(schema.get("type")), "JSON") + (f"（{schema['format']}）" if "format" in schema else "")


def _body(content: dict[str, Any], parts: dict[str, Any]) -> str:
    return _kind(content.get("application/json", {}).get("schema", {}), parts)


def operations(description: dict[str, Any]) -> list[dict[str, Any]]:
    """One entry per address and method, in the order of the description: what it takes and gives."""
    parts = description.get("components", {}).get("schemas", {})
    return [
        {
            "method": method.upper(),
            "path": path,
            "summary": each.get("summary", ""),
            "words": each.get("description", ""),
            "parameters": [
                {
                    "name": one["name"],
                    "where": _WHERE[one["in"]],
                    "kind": _kind(one["schema"], parts),
                    "required": one.get("required", False),
                }
                for one in each.get("parameters", ())
            ],
            "body": _body(each["requestBody"]["content"], parts) if "requestBody" in each else "",
            "answers": [(code, _body(answer.get("content", {}), parts)) for code, answer in each.get("responses", {}).items()],
        }
        for path, methods in description["paths"].items()
        for method, each in methods.items()
    ]


def _shapes(description: dict[str, Any]) -> list[dict[str, Any]]:
    parts = description.get("components", {}).get("schemas", {})
    return [
        {
            "name": name,
            "fields": [
                {
                    "name": field,
                    "kind": _kind(schema, parts),
                    "words": schema.get("description", ""),
                    "required": field in part.get("required", ()),
                }
                for field, schema in part.get("properties", {}).items()
            ],
        }
        for name, part in parts.items()
    ]


class Page(DocsBase):
    """In place of the pages that django-ninja ships, whose scripts are newer than the browsers we serve."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """All operations and shapes on one page."""
        found = json.loads(json.dumps(api.get_openapi_schema(path_params=kwargs)))
        address = self.get_openapi_url(api, kwargs)
        context = {
            "info": found["info"],
            "operations": operations(found),
            "shapes": _shapes(found),
            "address": address,
            "host": request.get_host(),
        }
        return render(request, "api/docs.html", context)
