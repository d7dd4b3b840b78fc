"""What could be mended on a form, stage by stage, and why. Nothing here decides: ``mending`` tries and accepts."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from ziping.checks import Finding
from ziping.exact import HUNDRED, ZERO, number, places, show
from ziping.form import Form, get, split, walk
from ziping.form.paths import FIELD_WORDS
from ziping.frozen import dataclass
from ziping.output.fixes.texts import spelled, without_markup
from ziping.pipeline import Result
from ziping.scoring import Money, understand

__all__ = ["STAGES", "Change", "Stage", "frozen"]

_SCORES = frozenset(("score", "review_score", "total_score", "total_review_score"))
_NARRATIVE = frozenset(("functions", "expected", "reason", "measure"))
_SPELLED = frozenset(
    [
        "initial_budget",
        "budget",
        "execution",
        "transfer",
        "rate",
        "interim_execution",
        "interim_rate",
        "weight",
        "total_weight",
        "initial_target",
        "target",
        "actual",
        "interim",
        "forecast",
        "accounting_units",
        "value",
    ]
)
_SUMS = ("initial_budget", "budget", "execution", "transfer")


@dataclass(frozen=True, slots=True)
class Change:
    """One value mended: its path, before and after as written, why in Chinese, and the code of the check that asked for it, if one did."""

    path: str
    before: str
    after: str
    why: str
    code: str | None = None


def frozen(path: str) -> bool:
    """True for scores: those of indicators and execution, of the unit and of the reviewer. The total is a sum, and its own stage."""
    return str(split(path)[-1]) in _SCORES


def _field(path: str) -> str:
    return str(split(path)[-1])


def _long(path: str) -> bool:
    return _field(path) in _NARRATIVE or path.startswith("goals[") and path.endswith(".actual")


def _spellings(result: Result) -> Iterator[Change]:
    for path, text in walk(result.form):
        if (
            _field(path) in _SPELLED
            and not _long(path)
            and not path.startswith(("labels.", "signatures."))
            and (new := spelled(text)) != text
        ):
            yield Change(path, text, new, "全角数字或不规范的符号，改成通用的写法，意思不变")


def _markups(result: Result) -> Iterator[Change]:
    for finding in result.findings:
        if finding.code == "FM113" and not frozen(finding.where):
            text = get(result.form, finding.where)
            new = without_markup(text, long=_long(finding.where)) if isinstance(text, str) else ""
            if new and new != text:
                yield Change(finding.where, text, new, "删去混在文字里的网页标签、转义和控制字符，文字不动", finding.code)


def _labels(result: Result) -> Iterator[Change]:
    for finding in result.findings:
        if finding.code == "FM114" and finding.expected and finding.found:
            yield Change(finding.where, finding.found, finding.expected, "栏目名称印错了字", finding.code)


def _sums(result: Result) -> Iterator[Change]:
    """Totals of the money table, where every source has an amount and none is only a part of another."""
    facts = understand(result.form)
    total, parts = facts.total, [money for money in facts.funds if not money.fund.total]
    if total is None or not total.fund.total or len(parts) < 2 or len(parts) + 1 != len(facts.funds):
        return
    if any((money.fund.source or "").strip().startswith("其中") for money in parts[1:]):
        return
    asked = {path: f for f in result.findings if f.code in ("MN101", "MN102") for path in (f.where, *f.also)}
    for field in _SUMS:
        path = f"{total.path}.{field}"
        values = [_amount(money, field) for money in parts]
        before = getattr(total.fund, field)
        if path in asked and before is not None and all(value is not None for value in values):
            amounts = [value for value in values if value is not None]
            after = _like(before, sum(amounts, ZERO))
            if after is not None:
                how = " + ".join(show(value) for value in amounts)
                yield Change(path, before, after, f"各来源的{FIELD_WORDS[field]}相加：{how} = {after}", asked[path].code)


def _amount(money: Money, field: str) -> Decimal | None:
    value: Decimal | None = getattr(money, field)
    return value


def _rates(result: Result) -> Iterator[Change]:
    doubtful = {
        path for f in result.findings if f.code in ("MN101", "MN102", "MN105", "MN107", "MN114", "MN150") for path in (f.where, *f.also)
    }
    for finding in result.findings:
        if finding.code == "MN103" and finding.found and finding.expected and not doubtful & set(finding.also):
            how = finding.message.partition("：")[2].rstrip("。")
            wide = finding.found.rstrip()[-1:] == "％"
            yield Change(finding.where, finding.found, finding.expected.replace("%", "％") if wide else finding.expected, how, finding.code)


def _weights(result: Result) -> Iterator[Change]:
    printed = result.form.total_weight
    for finding in result.findings:
        if finding.code == "WT101" and printed is not None and finding.found is not None and number(finding.found) == HUNDRED:
            after = _like(printed, HUNDRED)
            if after is not None:
                yield Change("total_weight", printed, after, "各项分值相加正好 100", finding.code)


def _totals(result: Result) -> Iterator[Change]:
    """The total, a sum of scores that all can be read. Not where a score is the fault: then the total may well be right."""
    total, written = result.sheet.total, number(result.form.total_score)
    for finding in result.findings:
        if finding.code == "SC110" and total.computed is not None and written is not None and result.form.total_score is not None:
            after = _like(result.form.total_score, total.computed)
            if after is not None:
                yield Change("total_score", result.form.total_score, after, f"各项得分相加得 {after}", finding.code)


def _like(before: str, value: Decimal) -> str | None:
    """A number written as another one is: as many decimals at least, thousands separated or not. None where that one is no plain number."""
    if number(before) is None:
        return None
    digits = max(places(before), places(show(value)))
    return f"{value:,.{digits}f}" if "," in before else f"{value:.{digits}f}"


@dataclass(frozen=True, slots=True)
class Stage:
    """One kind of mending: what it proposes for a result, and what speaks against one proposal (None: nothing)."""

    propose: Callable[[Result], Iterator[Change]]
    against: Callable[[Result, Change], str | None] = lambda result, change: None


def _score_in_doubt(result: Result, change: Change) -> str | None:
    """Why a total that differs from its sum may be right after all."""
    faults = [f for f in result.findings if f.severity == "error" and f.code != change.code and _is_score(f)]
    if faults:
        return f"有得分本身不对（{faults[0].code}），请先改得分"
    again, written = result.sheet.total.recomputed, number(change.before)
    if again is not None and written is not None and result.scheme and again[0] <= written <= again[1]:
        return "表上的总分与按方案重算的相符，多半是某项得分写错了，请核对得分"
    return None


def _is_score(finding: Finding) -> bool:
    return any(_field(path) == "score" for path in (finding.where, *finding.also))


STAGES = (  # sums before rates: a rate is worked out from the totals
    Stage(_spellings),
    Stage(_markups),
    Stage(_labels),
    Stage(_sums),
    Stage(_rates),
    Stage(_weights),
    Stage(_totals, _score_in_doubt),
)


def changed(form: Form, changes: tuple[Change, ...]) -> Form:
    """The form with these changes and nothing else. A label that is mended is the layout's own again and is no longer kept."""
    data = {name: getattr(form, name) for name in form.field_names()}
    for change in changes:
        steps = split(change.path)
        head = str(steps[0])
        if head == "labels":
            data["labels"] = {key: value for key, value in data["labels"].items() if key != steps[1]}
        elif head == "signatures":
            data["signatures"] = {**data["signatures"], str(steps[1]): change.after}
        elif len(steps) == 1:
            data[head] = change.after
        elif isinstance(steps[1], int):
            rows = list(data[head])
            rows[steps[1]] = rows[steps[1]].model_copy(update={str(steps[2]): change.after})
            data[head] = tuple(rows)
        else:
            data[head] = data[head].model_copy(update={str(steps[1]): change.after})
    return form.model_copy(update=data)
