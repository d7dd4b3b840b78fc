"""Fixtures that several tests share: three at most."""

from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent

# The same examples on every run: a landing must not hang on the luck of the draw. `--hypothesis-profile=default` draws anew.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


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
