"""The recipe for a check, tried out on a copy of the package: two files, nothing registered, found, explained, cases pass."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import ziping

CODE, SLUG = "SC199", "points_written_twice"
TRY_CASES = """
import ziping
from ziping.checks import by_code
from ziping.checks.cases import cases_of, examine_case, misfit
(check,) = by_code("SC199")
cases = cases_of(check)
print(ziping.__file__)
print(sum(not case.expect for case in cases), sum(bool(case.expect) for case in cases))
print([misfit(case, examine_case(check, case)) for case in cases if misfit(case, examine_case(check, case))])
"""


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python in the copy, not in the checkout."""
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run([sys.executable, *arguments], cwd=copy, env=environment, capture_output=True, encoding="utf-8", timeout=300)


def files(copy: Path) -> set[str]:
    return {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    """A copy of the package after ``ziping new check``: its folder, the files before, what the command said."""
    copy = tmp_path_factory.mktemp("copy")
    unneeded = shutil.ignore_patterns("__pycache__", "fonts", ".*")
    shutil.copytree(Path(ziping.__file__).parent, copy / "ziping", ignore=unneeded)
    before = files(copy)
    done = run(copy, "-m", "ziping", "new", "check", CODE, SLUG)
    assert done.returncode == 0, done.stderr
    return copy, before, done.stdout


def test_正好多出两个文件(tried):
    copy, before, _ = tried
    stem = f"ziping/checks/score/{CODE.lower()}_{SLUG}"
    assert files(copy) - before == {f"{stem}.py", f"{stem}.yml"}


def test_命令说出写了哪两个文件(tried):
    copy, before, said = tried
    assert all(Path(name).name in said for name in files(copy) - before)


def test_说明页立刻可用(tried):
    done = run(tried[0], "-m", "ziping", "explain", CODE)
    assert done.returncode == 0, done.stderr
    assert SLUG in done.stdout
    assert all(head in done.stdout for head in ("查什么", "为何", "不查", "安静的案例", "报出的案例"))


def test_案例一静一响都通过(tried):
    done = run(tried[0], "-c", TRY_CASES)
    assert done.returncode == 0, done.stderr
    where, counts, wrong = done.stdout.splitlines()
    assert Path(where).is_relative_to(tried[0]), "跑的应是副本"
    assert counts == "1 1"
    assert wrong == "[]"


@pytest.mark.parametrize(
    ("code", "slug", "says"),
    [
        (CODE, "points_written_thrice", "已经用了"),
        ("SC198", "ensure_points_right", "说的是毛病"),
        ("sc198", "points_missing", "两个大写字母"),
        ("ZZ198", "points_missing", "没有「ZZ」"),
    ],
)
def test_不合规矩的被拒绝而且什么都不写(tried, code, slug, says):
    copy, _, _ = tried
    before = files(copy)
    done = run(copy, "-m", "ziping", "new", "check", code, slug)
    assert done.returncode == 2
    assert says in done.stderr
    assert files(copy) == before
