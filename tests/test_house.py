"""The house keeps its word: what exists is documented, what is documented exists, and the habits that a tool can hold are held here."""

import ast
import doctest
import re
from importlib import import_module
from pathlib import Path

import pytest

from ziping.checks import every
from ziping.checks.base import Finding
from ziping.checks.cases import cases_of
from ziping.checks.catalogue import catalogue
from ziping.checks.skeleton import FAMILIES
from ziping.cli.parser import build
from ziping.errors import UserError
from ziping.form import model
from ziping.form.paths import FIELD_WORDS
from ziping.pipeline import Coverage
from ziping.regulations import regulation, sighting
from ziping.schemes import every as schemes
from ziping.scoring.sheet import Line, Sheet, TotalLine

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "ziping"
FILES = sorted(PACKAGE.rglob("*.py"))
TEXTS = {path: path.read_text(encoding="utf-8") for path in FILES}
NAMES = [str(path.relative_to(PACKAGE)) for path in FILES]
CHECKS = pytest.mark.parametrize("check", every(), ids=[check.code for check in every()])
IN_FILES = pytest.mark.parametrize("path", FILES, ids=NAMES)
PARTS = ("查什么", "为何", "不查")


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


# Checks


@CHECKS
def test_检查有标题和三段说明(check):
    lines = [line.strip() for line in check.manual.strip().splitlines()]
    assert check.title and lines[0].endswith("。"), "第一行是标题，一句话，以句号结束"
    assert [line.split("  ")[0] for line in lines if line.startswith(PARTS)] == list(PARTS)
    assert all(line.partition("  ")[2].strip() for line in lines if line.startswith(PARTS)), "三段都要有话"


@CHECKS
def test_检查的案例安静的不少于报出的(check):
    cases = cases_of(check)
    loud = [case for case in cases if case.expect]
    assert loud and len(cases) - len(loud) >= len(loud)
    assert len({case.name for case in cases}) == len(cases), "案例不能重名"


@CHECKS
def test_文件名函数名编号一致(check):
    family, module = check.module.split(".")[-2:]
    assert module == f"{check.code.lower()}_{check.name}"
    assert family == FAMILIES[check.code[:2]]


@CHECKS
def test_名称说的是毛病(check):
    assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+){1,5}", check.name)
    assert check.name.split("_")[0] not in ("ensure", "avoid", "use", "prefer", "allow", "must", "should", "check")


@CHECKS
def test_编号接着目录走(check):
    """Family + 100 + catalogue number (E10 → SC110); own checks, and a second check for one catalogue entry, from 150."""
    numbers = [100 + int(re.sub(r"\D", "", ref)) for ref in check.covers]
    number = int(check.code[2:])
    assert number >= 150 or number in numbers, f"{check.code} 不在 {check.covers} 之列；自己的编号从 150 起"


def test_编号不重复也不复用():
    codes = [check.code for check in every()]
    assert len(codes) == len(set(codes))
    assert not set(codes) & set((PACKAGE / "data" / "retired_codes.txt").read_text(encoding="utf-8").split())


def test_检查目录的每个编号都有着落():
    """Answered by a check, or listed with what it still needs; ``catalogue`` refuses both at once and neither."""
    entries = catalogue()
    assert len(entries) == 119 and len({entry.id for entry in entries}) == 119
    assert all(bool(entry.checks) != bool(entry.needs and entry.asks) for entry in entries)
    assert {ref for check in every() for ref in check.covers} == {entry.id for entry in entries if entry.checks}


def test_每个案例文件都有它的检查():
    cases = {path.with_suffix("") for path in (PACKAGE / "checks").rglob("*.yml")}
    assert cases == {Path(str(import_module(check.module).__file__)).with_suffix("") for check in every()}


# Data


def test_检查和方案引用的文件都有登记():
    for check in every():
        assert check.authority.words()
    for scheme in schemes().values():  # every single number: tests/test_schemes.py
        assert scheme.authority().words()
        if scheme.basis:
            assert regulation(scheme.basis).title


def test_没有登记的文件和报表会被拒绝():
    with pytest.raises(UserError):
        regulation("no-such-document")
    with pytest.raises(UserError):
        sighting("no-such-form")


# Code


@IN_FILES
def test_文件不超过400行(path):
    assert TEXTS[path].count("\n") <= 400


def rank(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest, as ruff's RUF022 sorts."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


@IN_FILES
def test_公开的名字列在_all_里而且有序(path):
    lists = [n for n in ast.parse(TEXTS[path]).body if isinstance(n, ast.Assign) and getattr(n.targets[0], "id", "") == "__all__"]
    if not lists:
        assert path.stem in ("__main__", "__init__") or path.parent.parent.name == "checks", "每个公开模块都要有 __all__"
        return
    names = ast.literal_eval(lists[0].value)
    assert names == sorted(names, key=rank)


@pytest.mark.parametrize("path", [path for path in FILES if "\n    >>> " in TEXTS[path]], ids=dotted)
def test_说明里的例子算得对(path):
    done = doctest.testmod(import_module(f"ziping.{dotted(path)}"))
    assert done.attempted and not done.failed


def test_没有杂物间():
    assert not {path.stem for path in FILES} & {"utils", "util", "helpers", "common", "misc"}


@IN_FILES
def test_只有几何用浮点数(path):
    part = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if part == "formats":
        return
    nodes = list(ast.walk(ast.parse(TEXTS[path])))
    calls = [node for node in nodes if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float"]
    assert not calls, f"第 {calls[0].lineno} 行用了 float()"
    if part in ("scoring", "schemes", "values", "checks", "exact"):
        literals = [node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, float)]
        assert not literals, f"第 {literals[0].lineno} 行写了浮点数"


# Documents


def test_每个模块都在_ARCHITECTURE_里而且只有一次():
    named = re.findall(r"^- `([a-z0-9_.]+)`", page("ARCHITECTURE.md"), re.MULTILINE)
    found_by_looking = {path for path in FILES if path.parent.parent.name == "checks" or path.parent.name == "carriers"}
    modules = {dotted(path) for path in FILES if path.stem != "__init__" and path not in found_by_looking}
    assert sorted(named) == sorted(modules)


def test_ARCHITECTURE_的楼层就是_pyproject_的():
    layers = re.search(r"^layers = \[(.*?)^\]", page("pyproject.toml"), re.MULTILINE | re.DOTALL)
    floors = re.findall(r'"(.+?)"', layers[1])
    drawn = re.search(r"```floors\n(.*?)```", page("ARCHITECTURE.md"), re.DOTALL)
    assert [line.partition("  ")[0].strip() for line in drawn[1].splitlines()] == floors


GLOSSARY_LINE = re.compile(r"- (?P<words>[^`]+?) (?P<names>`[A-Za-z0-9_.]+`(?:、`[A-Za-z0-9_.]+`)*): \S.*")


def glossary() -> dict[str, str]:
    """Identifier → words, from the lines of GLOSSARY.md."""
    found: dict[str, str] = {}
    for line in page("GLOSSARY.md").splitlines():
        if line.startswith("- "):
            match = GLOSSARY_LINE.fullmatch(line)
            assert match, f"这一行不合「- 词 `identifier`: 说明」：{line}"
            for name in re.findall(r"`(.+?)`", match["names"]):
                assert name not in found, f"{name} 出现两次"
                found[name] = match["words"]
    return found


def test_词汇表收了表单和结果的每个字段():
    models = [getattr(model, name) for name in model.__all__ if hasattr(getattr(model, name), "field_names")]
    fields = {field for each in (*models, Line, TotalLine, Sheet, Finding, Coverage) for field in each.field_names()}
    assert not fields - {name.split(".")[-1] for name in glossary()}


def test_词汇表与界面用同一个词():
    words = glossary()
    last = {name.split(".")[-1]: "" for name in words}
    for name, word in words.items():
        last[name.split(".")[-1]] += word
    assert not {path: word for path, word in FIELD_WORDS.items() if word not in words.get(path, last.get(path.split(".")[-1], ""))}


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_文档里的命令和文件都存在(name):
    text = page(name)
    commands = next(action.choices for action in build()._actions if action.dest == "command")
    used = set(re.findall(r"(?:`|\$ |-m )ziping ([a-z]+)", text))
    assert used and used <= set(commands)
    targets = set(re.findall(r"^([a-z]+):", page("Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE)) <= targets
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / link).exists(), link


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_README_里的输出是真的(name, capsys, monkeypatch):
    from ziping.cli.main import main

    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(ROOT)
    assert main(["check", "examples/department-2020.docx"]) == 1
    said = {line.rstrip() for line in capsys.readouterr().out.splitlines()}
    shown = re.search(r"```(?:console|text)\n\$ ziping check .*?\n(.*?)```", page(name), re.DOTALL)
    lines = [line.rstrip() for line in shown[1].splitlines()]
    assert len(lines) > 10
    assert not [line for line in lines if line not in said and line != "……"]


def test_CONTRIBUTING_的每个做法不超过12行():
    parts = re.split(r"^## ", page("CONTRIBUTING.md"), flags=re.MULTILINE)[1:]
    assert parts
    for part in parts:
        title, *recipe = [line for line in part.splitlines() if line.strip()]
        assert len(recipe) <= 12, title


def test_变更说明一条一句话():
    for path in (ROOT / "changes").glob("[0-9]*.md"):
        assert len(path.read_text(encoding="utf-8").strip().splitlines()) == 1, path.name
