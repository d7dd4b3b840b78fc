"""What the site serves to browsers: no script beyond ES2019, none that comes from elsewhere, none inside a page."""

import re
from pathlib import Path

import pytest

import ziping_web

pytest.importorskip("tree_sitter", reason="没有 tree-sitter：pip install -e '.[dev]'")
ROOT = Path(ziping_web.__file__).parent
SCRIPTS = sorted(ROOT.glob("static/**/*.js"))
# Kinds of node of the grammar that came after ES2019, and operators of the same time.
_NEWER = {
    "optional_chain": "?.",
    "private_property_identifier": "#private",
    "field_definition": "class field",
    "class_static_block": "static block",
    "namespace_export": "export * as",
    "meta_property": "import.meta",
    "decorator": "decorator",
    "import_attribute": "import attributes",
    "using_declaration": "using",
}
_OPERATORS = {"??", "??=", "||=", "&&="}
# Of the library, not the grammar: what Chromium 78 does not know.
_CALLS = re.compile(
    r"\.(?:replaceAll|at|matchAll|replaceChildren|findLast|toSorted|allSettled|any|hasOwn|groupBy)\(|globalThis|structuredClone|queueMicrotask\(|randomUUID"
)


def newer(source: bytes) -> list[str]:
    """What in a script is newer than ES2019, each as ``line: what``."""
    import tree_sitter_javascript
    from tree_sitter import Language, Parser

    tree = Parser(Language(tree_sitter_javascript.language())).parse(source)
    out, waiting = [], [tree.root_node]
    while waiting:
        node = waiting.pop()
        text = (node.text or b"").decode()
        said = _NEWER.get(node.type)
        if node.type == "ERROR" or node.is_missing:
            said = "not parsed"
        elif not node.is_named and node.type in _OPERATORS:
            said = node.type
        elif node.type == "number" and (text.endswith("n") or "_" in text):
            said = "number " + text
        elif node.type == "call_expression" and text.startswith("import("):
            said = "import()"
        elif node.type == "regex_flags" and set(text) & set("dv"):
            said = "flag of a regular expression"
        elif node.type == "await_expression" and not _inside_function(node):
            said = "await outside of a function"
        if said:
            out.append(f"{node.start_point[0] + 1}: {said}")
        waiting.extend(node.children)
    return out


def _inside_function(node) -> bool:
    while node is not None:
        if node.type in (
            "function_declaration",
            "function_expression",
            "arrow_function",
            "method_definition",
            "generator_function_declaration",
        ):
            return True
        node = node.parent
    return False


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_脚本不超出ES2019(script):
    source = script.read_bytes()
    assert newer(source) == []
    assert not _CALLS.findall(source.decode())
    assert source.count(b"\n") <= 400


def test_网站送出的脚本都是这些():
    from django.contrib.staticfiles.finders import get_finders

    served = {Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])}
    assert {path for path in served if path.suffix in (".js", ".mjs")} == set(SCRIPTS)


@pytest.mark.parametrize(
    "source",
    [
        "a?.b", "a ?? b", "a ??= b", "a ||= b", "const n = 10n", "const n = 1_000", "class A { #x = 1 }", "class A { x = 1 }", "class A { static { f() } }",
        "export * as a from 'b'", "import('a')", "await f()", "/a/d.test(b)", "let = = 1",
    ],
)  # fmt: skip
def test_更新的写法会被认出来(source):
    assert newer(source.encode())


def test_ES2019的写法不会被误认():
    source = b"import { a } from './b.js'; async function f({ x, ...r }) { try { await a(r); } catch { for await (const i of x) i ** 2; } }"
    assert newer(source) == []


def test_页面里没有内嵌脚本_也不从别处取东西():
    for page in [*ROOT.glob("**/*.html"), *ROOT.glob("static/ziping/*.css")]:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+=\"|\sstyle=\"", text), page
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//|@import|url\((?!data:)", text), page
