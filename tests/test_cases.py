"""Every case beside every check: loud where it must be, quiet where it must be; known misses stay known."""

import pytest

from ziping.checks import every
from ziping.checks.cases import cases_of, examine_case, misfit

ALL = [(check, case) for check in every() for case in cases_of(check)]


@pytest.mark.parametrize(("check", "case"), ALL, ids=[f"{check.code}-{case.name}" for check, case in ALL])
def test_case(check, case):
    wrong = misfit(case, examine_case(check, case))
    if case.known:
        assert case.why, "a known miss says why"
        assert wrong is not None, f"{check.code}「{case.name}」已经对了，请去掉 known 标记"
    else:
        assert wrong is None, wrong
