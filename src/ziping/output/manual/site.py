"""All pages of the manual and the index that they are searched by. Pages stand in one folder per kind and need nothing from outside."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ziping import __version__, formats, layouts
from ziping.checks import Check, every
from ziping.checks.cases import Case, cases_of, examine_case
from ziping.checks.catalogue import GROUPS, catalogue
from ziping.form.paths import FIELD_WORDS
from ziping.frozen import dataclass
from ziping.layouts import Layout
from ziping.output.listing import needed_words
from ziping.output.manual.markdown import title_of, to_html
from ziping.output.manual.words import word_tables
from ziping.output.rules import scheme_rows
from ziping.output.terminal import KINDS, manual_parts
from ziping.paper import SEVERITY_WORDS
from ziping.records import DATA
from ziping.schemes import Scheme
from ziping.schemes import every as schemes

__all__ = ["Argument", "Command", "site"]

_BLANK = re.compile(r"\{[a-z_0-9]+\}")  # what a sentence of a check leaves open for the form at hand
_BLOCKS = {"pairs": "表头", "funds": "资金情况", "narrative": "文字栏", "goals": "年度总体目标", "indicators": "绩效指标", "total": "总分"}
_WORDS = "认得的词"
_SECTIONS = (("checks", "检查"), ("schemes", "计分方案"), ("layouts", "版式"), ("commands", "命令"))


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument or option of a command: how it is written, what it is for."""

    spelled: str
    words: str


@dataclass(frozen=True, slots=True)
class Command:
    """One command of the command line: name, one sentence, how it is called, its arguments."""

    name: str
    words: str
    usage: str
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    """A page: its file, its title, the section it belongs to, what it is searched by."""

    file: str
    title: str
    section: str
    text: str
    html: str


@lru_cache(maxsize=1)
def _environment() -> Environment:
    loader = FileSystemLoader(DATA / "manual")
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)


def site(commands: Sequence[Command], articles: Mapping[str, str]) -> dict[str, bytes]:
    """File name → content. ``articles``: name → Markdown, each a page of its own (``values`` → ``values.html``)."""
    pages = [*_check_pages(), *_scheme_pages(), *_layout_pages(), *_command_pages(commands)]
    pages += [_article(name, text) for name, text in articles.items()]
    pages.append(_words_page())
    pages.insert(0, _index(pages))
    nav = [(f"{name}/index.html", word) for name, word in _SECTIONS]
    nav += [(f"{name}.html", title_of(text)) for name, text in articles.items()] + [("words.html", _WORDS)]
    files = {page.file: _framed(page, nav).encode() for page in pages}
    for layout in layouts.every().values():
        files[f"layouts/{layout.id}-blank.html"] = formats.write([layouts.write(layouts.blank(layout), layout)], "html")
    index = [{"t": page.title, "s": page.section, "u": page.file, "x": page.text} for page in pages if page.section]
    files["search-index.js"] = f"window.MANUAL = {json.dumps(index, ensure_ascii=False, separators=(',', ':'))};\n".encode()
    for name in ("style.css", "search.js"):
        files[name] = (DATA / "manual" / name).read_bytes()
    return files


def _render(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(words=SEVERITY_WORDS, **values)


def _framed(page: _Page, nav: Sequence[tuple[str, str]]) -> str:
    root = "../" * page.file.count("/")
    return _render("page.html.j2", page=page, nav=nav, root=root, version=__version__)


def _page(file: str, title: str, section: str, template: str, text: str, **values: Any) -> _Page:
    return _Page(file, title, section, text, _render(template, **values))


def _index(pages: Sequence[_Page]) -> _Page:
    counts = [
        (f"{name}/index.html", word, sum(page.section == word and not page.file.endswith("/index.html") for page in pages))
        for name, word in _SECTIONS
    ]
    others = [(page.file, page.title) for page in pages if page.section == "说明"]
    return _page("index.html", "ziping 自评 使用手册", "", "index.html.j2", "", counts=counts, others=others)


def _severity(check: Check) -> str:
    return check.spoken(check.at(""))


def _check_pages() -> list[_Page]:
    checks = every()
    pages = [_check_page(check) for check in checks]
    families: dict[str, list[Check]] = {}
    for check in checks:
        families.setdefault(check.family, []).append(check)
    open_ = [entry for entry in catalogue() if not entry.checks]
    groups = [(letter, title, [entry for entry in open_ if entry.id[0] == letter]) for letter, (title, _) in GROUPS.items()]
    listed = [(name, [(check, _severity(check), needed_words(check)) for check in group]) for name, group in families.items()]
    page = _page("checks/index.html", "全部检查", "检查", "checks.html.j2", "检查 目录", families=listed, groups=groups, count=len(checks))
    return [page, *pages]


def _check_page(check: Check) -> _Page:
    parts = manual_parts(check)
    cases = [(case, _differs(case), [finding.message for finding in examine_case(check, case)]) for case in cases_of(check)]
    loud = [each for each in cases if each[0].expect]
    quiet = [each for each in cases if not each[0].expect]
    remedy = _BLANK.sub("……", check.remedy)
    said = [message for _, _, messages in loud[:3] for message in messages]
    text = " ".join([*(words for _, words in parts), remedy, *said, *check.covers, check.name])
    return _page(
        f"checks/{check.code}.html", f"{check.code} {check.title}", "检查", "check.html.j2", text, check=check, severity=_severity(check),
        parts=parts, loud=loud, quiet=quiet, needs=needed_words(check), remedy=remedy,
    )  # fmt: skip


def _differs(case: Case) -> list[str]:
    """How a case differs from a clean form, line by line."""
    lines = [f"{path}：{'（空）' if value is None else value}" for path, value in case.differs.get("set", {}).items()]
    for key, word in (("funds", "资金表"), ("rows", "指标表")):
        lines += [f"{word}：{row}" for row in case.differs.get(key, ())]
    for goal in case.differs.get("goals", ()):
        lines.append(f"目标：{goal.get('expected') or '（空）'} → {goal.get('actual') or '（空）'}")
    return [*lines, *([f"方案：{case.differs['scheme']}"] if "scheme" in case.differs else [])]


def _scheme_pages() -> list[_Page]:
    found = list(schemes().values())
    kinds = [(word, [each for each in found if each.kind == kind]) for kind, word in KINDS.items()]
    pages = [_page("schemes/index.html", "全部计分方案", "计分方案", "schemes.html.j2", "方案", kinds=[pair for pair in kinds if pair[1]])]
    return pages + [_scheme_page(each) for each in found]


def _scheme_page(scheme: Scheme) -> _Page:
    rows = scheme_rows(scheme)
    text = f"{scheme.id} {scheme.region} " + " ".join(f"{left.strip()} {right}" for left, right in rows)
    return _page(f"schemes/{scheme.id}.html", scheme.title, "计分方案", "scheme.html.j2", text, scheme=scheme, rows=rows)


def _layout_pages() -> list[_Page]:
    found = list(layouts.every().values())
    pages = [_page("layouts/index.html", "全部版式", "版式", "layouts.html.j2", "版式", layouts=found, kinds=KINDS)]
    return pages + [_layout_page(each) for each in found]


def _layout_page(layout: Layout) -> _Page:
    blocks = [(_BLOCKS.get(block.kind, block.kind), _columns(layout, block.kind)) for block in layout.blocks if block.columns]
    text = " ".join([layout.id, layout.about, *(label for _, columns in blocks for label, _ in columns)])
    return _page(
        f"layouts/{layout.id}.html", layout.title, "版式", "layout.html.j2", text, layout=layout, blocks=blocks, kind=KINDS[layout.kind]
    )


def _columns(layout: Layout, kind: str) -> list[tuple[str, str]]:
    """Each printed label of a block with the field that it stands for, in words and as a path."""
    block = layout.block(kind)
    columns = block.columns if block is not None else ()
    return [(column.label or "（没有印字）", f"{FIELD_WORDS.get(column.role, column.role)}　{kind}[n].{column.role}") for column in columns]


def _command_pages(commands: Sequence[Command]) -> list[_Page]:
    pages = [_page("commands/index.html", "全部命令", "命令", "commands.html.j2", "命令", commands=commands)]
    for each in commands:
        text = " ".join([each.words, *(f"{argument.spelled} {argument.words}" for argument in each.arguments)])
        pages.append(_page(f"commands/{each.name}.html", f"ziping {each.name}", "命令", "command.html.j2", text, command=each))
    return pages


def _words_page() -> _Page:
    tables = word_tables()
    text = " ".join(words for _, rows in tables for _, words in rows)
    return _page("words.html", _WORDS, "说明", "words.html.j2", text, tables=tables)


def _article(name: str, text: str) -> _Page:
    plain = " ".join(line.strip("#|- ") for line in text.splitlines())
    return _Page(f"{name}.html", title_of(text), "说明", plain, to_html(text))
