"""The manual: what exists is documented, what is documented exists; it needs nothing from outside; its links lead somewhere."""

import importlib.util
import json
import posixpath
import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from lxml import etree

from ziping import layouts
from ziping.checks import every
from ziping.checks.cases import cases_of
from ziping.checks.catalogue import catalogue
from ziping.cli.parser import build
from ziping.cli.reference import commands
from ziping.exact import HUNDRED, show
from ziping.output.manual import site
from ziping.output.manual.markdown import to_html
from ziping.output.manual.words import LISTS
from ziping.schemes import Number
from ziping.schemes import every as schemes
from ziping.values import words as values_words

ROOT = Path(__file__).parents[1]
spec = importlib.util.spec_from_file_location("manual_build", ROOT / "docs" / "build.py")
builder = importlib.util.module_from_spec(spec)
spec.loader.exec_module(builder)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {name: data.decode() for name, data in site(commands(), builder.articles()).items()}


def text(page: str) -> str:
    return "".join(etree.HTML(page).itertext())


def in_folder(pages: dict[str, str], folder: str) -> set[str]:
    found = {name.removeprefix(f"{folder}/").removesuffix(".html") for name in pages if name.startswith(f"{folder}/")}
    return {name for name in found if not name.endswith("-blank")} - {"index"}


# Existing ⇔ documented


def test_每项检查_方案_版式_命令恰有一页(pages):
    assert in_folder(pages, "checks") == {check.code for check in every()}
    assert in_folder(pages, "schemes") == set(schemes())
    assert in_folder(pages, "layouts") == set(layouts.every())
    actions = next(action for action in build()._actions if action.dest == "command")
    assert in_folder(pages, "commands") == set(actions.choices)


def test_检查的一页有说明_依据_每个案例(pages):
    for check in every():
        said = text(pages[f"checks/{check.code}.html"])
        assert all(word in said for word in (check.title, check.authority.words(), "查什么", "为何", "不查")), check.code
        assert all(case.name in said for case in cases_of(check)), check.code
        assert not re.search(r"\{[a-z_]+\}", said), check.code


def test_目录里没有回答的编号也在(pages):
    said = text(pages["checks/index.html"])
    assert all(entry.asks in said and entry.needs in said for entry in catalogue() if not entry.checks)


def numbers(part: object) -> list[Number]:
    if isinstance(part, Number):
        return [part]
    if isinstance(part, dict):
        return [each for value in part.values() for each in numbers(value)]
    if isinstance(part, (list, tuple)):
        return [each for value in part for each in numbers(value)]
    if is_dataclass(part):
        return [each for field in fields(part) for each in numbers(getattr(part, field.name))]
    return []


def test_方案的每个数都有出处(pages):
    for scheme in schemes().values():
        said = text(pages[f"schemes/{scheme.id}.html"])
        found = numbers(scheme)
        for number in found:
            spelled = (
                f"{show(number.value)}（{number.authority.words()}）",
                f"{show(number.value * HUNDRED)}%（{number.authority.words()}）",
            )
            assert any(each in said for each in spelled), (scheme.id, number)


def test_版式的每个栏目都在_还有空白表(pages):
    for layout in layouts.every().values():
        said = text(pages[f"layouts/{layout.id}.html"])
        assert all(column.label in said for block in layout.blocks for column in block.columns)
        assert "<table" in pages[f"layouts/{layout.id}-blank.html"]


def test_命令的每个参数都在(pages):
    actions = next(action for action in build()._actions if action.dest == "command")
    for name, parser in actions.choices.items():
        said = text(pages[f"commands/{name}.html"])
        assert all(option in said for action in parser._actions for option in action.option_strings), name
        assert all(" ".join((action.help or "").split()) in said for action in parser._actions), name


def test_值的语言的每个词都在(pages):
    said = re.sub(r"\s+", "", text(pages["words.html"]))
    known = values_words.words()
    tables = (known.prefixes, known.suffixes, known.middles, known.trends.verbs, known.trends.adverbs, known.units, known.level_heads)
    assert set(LISTS) == {"bounds", "units", "trends", "levels"}
    for table in tables:
        assert not {entry for entry in table.entries if entry not in values_words.bare(said)}


def test_文章恰是_docs_里的文章(pages):
    written = {path.stem for path in (ROOT / "docs").glob("*.md")}
    roots = {name.removesuffix(".html") for name in pages if "/" not in name and name.endswith(".html")}
    assert roots == written | {"index", "words"}


# A site that stands by itself


def test_不需要网络(pages):
    for name, page in pages.items():
        loaded = re.findall(r"""(?:src|href|action)\s*=\s*["']([^"']+)|@import|url\(([^)]+)\)|fetch\(|XMLHttpRequest""", page)
        assert not [link for pair in loaded for link in pair if re.match(r"[a-z]+:|//", link)], name
        assert not any(loaded and pair == ("", "") for pair in loaded), name


def test_每个链接都有去处(pages):
    for name, page in pages.items():
        if not name.endswith(".html"):
            continue
        tree = etree.HTML(page)
        links = [*tree.xpath("//@href"), *tree.xpath("//@src")]
        for link in links:
            path, _, anchor = str(link).partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
            assert target in pages, (name, link)
            assert not anchor or f'id="{anchor}"' in pages[target], (name, link)


def test_搜索得到每一页(pages):
    index = json.loads(pages["search-index.js"].removeprefix("window.MANUAL = ").rstrip(";\n"))
    files = {name for name in pages if name.endswith(".html") and not name.endswith("-blank.html")}
    assert {entry["u"] for entry in index} == files - {"index.html"} and all(entry["t"] and entry["x"] for entry in index)


def test_写出文件夹_旧页清掉(tmp_path, capsys):
    stale = tmp_path / "checks" / "ZZ999.html"
    stale.parent.mkdir()
    stale.write_text("x", encoding="utf-8")
    (tmp_path / "我的笔记.txt").write_text("x", encoding="utf-8")
    builder.main(tmp_path)
    assert not stale.exists() and (tmp_path / "index.html").exists() and (tmp_path / "我的笔记.txt").exists()
    assert "手册已写到" in capsys.readouterr().out


# Articles


def test_文章的写法():
    assert to_html("# 题\n\n甲`<p>`乙\n丙\n\n- 一\n- **二**\n\n| 甲 | 乙 |\n|---|---|\n| `a` | [去](b.html) |\n\n```\nx < y\n```") == (
        "<p>甲<code>&lt;p&gt;</code>乙丙</p>\n<ul><li>一</li><li><strong>二</strong></li></ul>\n"
        '<table><tr><th>甲</th><th>乙</th></tr><tr><td><code>a</code></td><td><a href="b.html">去</a></td></tr></table>\n<pre>x &lt; y</pre>'
    )
