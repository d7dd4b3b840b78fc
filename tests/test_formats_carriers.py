"""Carriers: each declares itself, knows its own files and no others; and the recipe for a new one, tried out on a copy."""

import json
import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import ziping
from ziping import formats
from ziping.errors import FileRefused, UserError
from ziping.form import load, same
from ziping.formats import CARRIERS, sniff
from ziping.pipeline import read

ROOT = Path(__file__).parent.parent
SAMPLES = sorted(
    path for folder in ("tests/samples", "examples") for path in (ROOT / folder).iterdir() if path.suffix not in (".py", "") and path.name != "README.md"
)  # fmt: skip
CARRIER_OF = {suffix: carrier.name for carrier in CARRIERS.values() for suffix in carrier.suffixes}
CONVERTED = ("rtf", "odt", "ods")
EACH_CARRIER = pytest.mark.parametrize("name", CARRIERS)
EACH_SAMPLE = pytest.mark.parametrize("path", SAMPLES, ids=[path.name for path in SAMPLES])


def module(name: str):
    return import_module(f"ziping.formats.carriers.{name}")


# --- what they declare


@EACH_CARRIER
def test_每种载体把自己说全(name: str) -> None:
    carrier = CARRIERS[name]
    assert module(name).CARRIER is carrier and carrier.title
    assert carrier.suffixes and all(suffix.startswith(".") and suffix == suffix.lower() for suffix in carrier.suffixes)
    assert module(name).accepts.__doc__


@EACH_CARRIER
def test_说能读写的确有读写_说不能的没有(name: str) -> None:
    assert (hasattr(module(name), "read"), hasattr(module(name), "write")) == (CARRIERS[name].reads, CARRIERS[name].writes)


def test_先后不并列_扩展名不争() -> None:
    assert len({carrier.rank for carrier in CARRIERS.values()}) == len(CARRIERS)
    assert len(CARRIER_OF) == sum(len(carrier.suffixes) for carrier in CARRIERS.values())


def test_什么都肯收的文本排在最后() -> None:
    assert list(CARRIERS)[-1] == "text"


def test_认文件时不装入大的库() -> None:
    heavy = ("lxml", "pypdfium2", "xlrd", "typst", "xlsxwriter")
    code = f"import sys, ziping.formats as f; f.sniff('部门\\t某局'.encode()); print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], env=environment(ROOT / "src"), capture_output=True, text=True).stdout == "[]\n"


# --- their samples


@EACH_CARRIER
def test_每种载体都有样本(name: str) -> None:
    assert [path for path in SAMPLES if CARRIER_OF[path.suffix] == name]


@EACH_SAMPLE
def test_样本归它那一种(path: Path) -> None:
    assert sniff(path.read_bytes()) == CARRIER_OF[path.suffix]


@EACH_SAMPLE
def test_除文本外只有一种肯收(path: Path) -> None:
    data = path.read_bytes()
    assert {name for name in CARRIERS if module(name).accepts(data)} | {"text"} == {CARRIER_OF[path.suffix], "text"}


# What goes by way of LibreOffice is read in test_samples and test_formats_soffice, pictures in test_scans.
READ_HERE = [path for path in SAMPLES if CARRIERS[CARRIER_OF[path.suffix]].reads and CARRIER_OF[path.suffix] not in (*CONVERTED, "picture")]


@pytest.mark.parametrize("path", READ_HERE, ids=[path.name for path in READ_HERE])
def test_样本读得出表或文字(path: Path) -> None:
    grids = formats.read(path.read_bytes(), CARRIER_OF[path.suffix])
    assert any(cell.text for grid in grids for cell in grid.cells)


# --- by name


@pytest.mark.parametrize("said", ["html", "htm", ".HTM"])
def test_指定格式可以说名称也可以说扩展名(said: str) -> None:
    (grid,) = formats.read("<table><tr><td>甲</td></tr></table>".encode(), said)
    assert grid.cells[0].text == "甲"


@pytest.mark.parametrize("said", ["json", "pptx", ""])
def test_不能读成表格的格式说出能读的(said: str) -> None:
    with pytest.raises(FileRefused, match="docx"):
        formats.read(b"{}", said)


@pytest.mark.parametrize("said", ["doc", "text", "pptx"])
def test_不能写的格式说出能写的(said: str) -> None:
    with pytest.raises(UserError, match=".xlsx"):
        formats.write([], said)


# --- a new one

TOY = '''"""Rows of key=value under a first line that says so."""

from ziping.formats.carrier import Carrier
from ziping.grid import Cell, Grid, Line, Place

__all__ = ["CARRIER", "accepts", "read"]

CARRIER = Carrier("toy", "玩具表", rank=100, suffixes=(".toy",))


def accepts(data: bytes) -> bool:
    """The first line."""
    return data.startswith(b"#toy\\n")


def read(data: bytes) -> list[Grid]:
    """One table."""
    lines = data.decode().splitlines()[1:]
    above = tuple(Line(line, Place(1, 1, line=at + 2)) for at, line in enumerate(lines) if line and "=" not in line)
    rows = [(at, line.split("=")) for at, line in enumerate(lines) if "=" in line]
    cells = [Cell(r, c, 1, 1, text, Place(r + 1, c + 1, line=at + 2)) for r, (at, row) in enumerate(rows) for c, text in enumerate(row)]
    return [Grid(tuple(cells), spans=False, above=above)]
'''


def environment(package: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(package), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python in the copy, not in the checkout."""
    return subprocess.run([sys.executable, *arguments], cwd=copy, env=environment(copy), capture_output=True, encoding="utf-8", timeout=300)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package, and beside it a toy carrier's sample."""
    folder = tmp_path_factory.mktemp("copy")
    unneeded = shutil.ignore_patterns("__pycache__", "fonts", ".*")
    shutil.copytree(Path(ziping.__file__).parent, folder / "ziping", ignore=unneeded)
    plain = (ROOT / "tests/samples/road.txt").read_text(encoding="utf-8")
    (folder / "sample.toy").write_text("#toy\n" + plain.replace("\t", "="), encoding="utf-8", newline="\n")
    return folder


def test_加一种载体只添一个模块(copy: Path) -> None:
    before = run(copy, "-m", "ziping", "read", "sample.toy", "--json")
    assert before.returncode == 2, "没有这个模块时读不出表"
    (copy / "ziping/formats/carriers/toy.py").write_text(TOY, encoding="utf-8")
    after = run(copy, "-m", "ziping", "read", "sample.toy", "--json")
    assert after.returncode == 0, after.stderr
    form, problems = load(json.loads(after.stdout)["forms"][0])
    assert same(form, read((ROOT / "tests/samples/road.txt").read_bytes()).forms[0]) and not problems
