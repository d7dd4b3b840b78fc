"""A form written on an official paper reads back as the same form, in every carrier that can do both."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strategies import forms_for
from ziping import formats, layouts
from ziping.errors import UserError
from ziping.form import Form, dump, load, same
from ziping.layouts import match
from ziping.pipeline import read


def back(form: Form, layout: layouts.Layout, carrier: str) -> Form:
    data = formats.write([layouts.write(form, layout)], carrier)
    reading = read(data)
    assert len(reading.forms) == 1
    return reading.forms[0]


def explain(one: Form, other: Form) -> str:
    left, right = dump(one), dump(other)
    return "\n".join(f"{k}: {left[k]} != {right[k]}" for k in left if k not in ("places", "layout") and left[k] != right[k])


PAPERS = [layout for layout in layouts.every().values() if layout.like is None]


@pytest.mark.parametrize("layout", PAPERS, ids=lambda layout: layout.id)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(data=st.data())
def test_written_and_read_again_it_is_the_same_form(layout, data):
    form = data.draw(forms_for(layout))
    again = back(form, layout, "html")
    assert same(form, again), explain(form, again)


@pytest.mark.parametrize("carrier", ("docx", "xlsx"))
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(data=st.data())
def test_in_every_carrier_it_is_the_same_form(carrier, data):
    layout = data.draw(st.sampled_from(PAPERS))
    form = data.draw(forms_for(layout))
    again = back(form, layout, carrier)
    assert same(form, again), explain(form, again)


@pytest.mark.parametrize("layout", layouts.every().values(), ids=lambda layout: layout.id)
def test_the_layout_is_recognised_on_its_own_paper(layout):
    assert back(layouts.blank(layout), layout, "html").layout == (layout.like or layout.id)


@pytest.mark.parametrize("layout", layouts.every().values(), ids=lambda layout: layout.id)
def test_blank_paper_reads_back_blank(layout):
    form = layouts.blank(layout)
    again = back(form, layout, "docx")
    assert same(form, again), explain(form, again)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_the_json_form_is_the_same_form(data):
    layout = data.draw(st.sampled_from(list(layouts.every().values())))
    form = data.draw(forms_for(layout))
    again, problems = load(dump(form))
    assert same(form, again) and again.places == form.places and problems == []


def test_a_value_without_a_place_is_named_and_nothing_is_written():
    form, _ = load({"kind": "project", "indicators": [{"level1": "产出指标", "level3": "培训", "measure": "加强管理"}]})
    with pytest.raises(UserError, match="改进措施"):
        layouts.write(form, layouts.by_id("mof-2020-project"))


def test_another_kind_of_form_is_refused():
    form, _ = load({"kind": "department"})
    with pytest.raises(UserError, match="不能互相套用"):
        layouts.write(form, layouts.by_id("mof-2020-project"))


@pytest.mark.parametrize("layout", PAPERS, ids=lambda layout: layout.id)
def test_a_look_at_the_files_keeps_the_layout_that_matches(layout):
    """Only layouts whose files name the columns that were found are parsed; the right one must be among them."""
    found = sorted(match.wanted(layout))
    assert layout in match.likely(found)
    assert len(match.likely(found)) < len(PAPERS)
