"""A check that waits for a sign has nothing to say where the form does not show it: those that were spared are asked all the same."""

import sys
from pathlib import Path
from random import Random

import pytest

from ziping.checks import Exam, every
from ziping.checks.cases import build_form, cases_of
from ziping.form import load
from ziping.schemes import by_id
from ziping.scoring import make_sheet, understand

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))

import fault_between
import fault_values
from fault_forms import SPECS, clean
from fault_kinds import WAYS

WAITING = [check for check in every() if check.waits]
PLANTED = (fault_values, fault_between)  # they plant by being imported


def exam(form, scheme):
    facts, rules = understand(form), by_id(scheme)
    return Exam(form, facts, make_sheet(form, facts, rules), rules)


def spoke_though_spared(exam):
    """The checks that were spared and have something to say."""
    return [check.code for check in WAITING if check.spared(exam.signs) and list(check.ask(exam))]


@pytest.mark.parametrize("check", every(), ids=[check.code for check in every()])
def test_免问的检查对每个案例都没有话(check):
    for case in cases_of(check):
        assert not spoke_though_spared(exam(build_form(case.differs), case.scheme)), case.name


@pytest.mark.parametrize("fault", sorted(WAYS))
def test_免问的检查对种了毛病的表也没有话(fault):
    for attempt in range(3):
        random = Random(f"{fault} {attempt}")
        scheme = random.choice(list(SPECS))
        data = clean(random, scheme) | {"scheme": scheme}
        random.choice(WAYS[fault])(data, random)
        form, _ = load({key: value for key, value in data.items() if key != "scheme"})
        assert not spoke_though_spared(exam(form, scheme))


def test_干净的表免问一多半等着的检查():
    form = build_form({})
    spared = [check for check in WAITING if check.spared(exam(form, "cn-mof-2020-10-project").signs)]
    assert 2 * len(spared) > len(WAITING) > 25
