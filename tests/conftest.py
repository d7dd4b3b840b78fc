"""Fixtures that several tests share: three at most; which tests begin, and which take too long for every run."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent

# The same examples on every run: a landing must not hang on the luck of the draw. `--hypothesis-profile=default` draws anew.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


_FIRST = ("test_browser.py", "test_batch_cut_off.py", "test_batch.py")  # begun last they would be waited for by an idle second process


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: minutes on a slow machine; only with ZIPING_LONG=1, which .ci/run sets")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest first; long tests only where they are asked for."""
    items.sort(key=lambda item: _FIRST.index(item.path.name) if item.path.name in _FIRST else len(_FIRST))
    if os.environ.get("ZIPING_LONG") != "1":
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="要几分钟；ZIPING_LONG=1 时才跑，.ci/run 里跑"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def worked_example() -> Path:
    """A real published form, kept beside the repository and not in it; its twin in examples/ says the same with other names."""
    path = ROOT.parent / "shared" / "forms" / "worked-example-department-2020.txt"
    if not path.exists():
        pytest.skip("真实的公开表不在仓库里（../shared/forms），这里只用 examples/ 里的孪生表")
    return path
