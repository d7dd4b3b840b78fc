"""Which planted faults the checks find, and how often they speak on clean forms.

    python benchmarks/faults.py [--variants 30] [--clean 20] [--seed 1] [--only D05,E03] [--misses 3]

Clean forms of thirteen schemes (``fault_forms.py``); one fault class per id of the check catalogue that a form alone decides
(``fault_kinds.py``, ``fault_values.py``, ``fault_between.py``), each planted singly. A fault is found when a finding that the clean
form does not have points, by ``where`` or ``also``, at a path that was touched; "own" counts those found by the check of that very id.
"""

import argparse
from collections import Counter
from copy import deepcopy
from random import Random
from typing import Any

import fault_between
import fault_values
from fault_forms import SPECS, clean
from fault_kinds import WAYS
from ziping.checks import Finding, every
from ziping.form import load
from ziping.pipeline import Settings, examine

MODULES = (fault_values, fault_between)  # they plant by being imported


def findings(form: dict[str, Any], scheme: str) -> tuple[Finding, ...]:
    """What the checks say about JSON data under a scheme."""
    loaded, problems = load({key: value for key, value in form.items() if key != "scheme"})
    if problems:
        raise SystemExit(f"not a form: {problems[0].message}")
    return examine(loaded, Settings(scheme=scheme)).findings


def clean_forms(count: int, seed: int, show: int) -> None:
    """How often errors and warnings stand on clean forms."""
    told: Counter[str] = Counter()
    heard: dict[str, str] = {}
    for scheme in SPECS:
        for number in range(count):
            for finding in findings(clean(Random(f"{seed} {scheme} {number}"), scheme), scheme):
                told[f"{finding.severity} {finding.code}"] += 1
                heard.setdefault(finding.code, f"{scheme}: {finding.where}: {finding.message}")
    forms = count * len(SPECS)
    loud = sum(number for key, number in told.items() if not key.startswith("info"))
    print(
        f"\n{forms} clean forms of {len(SPECS)} schemes: {loud / forms:.3f} errors or warnings per form, {sum(told.values()) / forms:.2f} findings of any kind."
    )
    if show:
        for key, number in sorted(told.items()):
            print(f"- {key} × {number}: {heard[key.split()[1]]}")


def planted(fault: str, variants: int, seed: int) -> tuple[int, int, int, list[str]]:
    """(planted, found, found by the check of this id, misses in words)."""
    codes = {check.code for check in every() if fault in check.covers}
    done = found = own = 0
    misses = []
    schemes, ways = list(SPECS), WAYS[fault]
    for attempt in range(variants * 12):
        if done == variants:
            break
        random = Random(f"{seed} {fault} {attempt}")
        scheme = random.choice(schemes)
        form = clean(random, scheme)
        spoiled = deepcopy(form) | {"scheme": scheme}
        touched = random.choice(ways)(spoiled, random)
        if touched is None or {**spoiled, "scheme": None} == {**form, "scheme": None}:
            continue
        done += 1
        before = {(finding.code, finding.where) for finding in findings(form, scheme)}
        new = [f for f in findings(spoiled, scheme) if (f.code, f.where) not in before]
        hits = [f for f in new if {f.where, *f.also} & set(touched)]
        found += bool(hits)
        own += any(f.code in codes for f in hits)
        if not any(f.code in codes for f in hits):
            misses.append(f"{'by ' + hits[0].code if hits else 'MISSED'} {scheme} {_said(form, spoiled)}")
    return done, found, own, misses


def _said(before: dict[str, Any], after: dict[str, Any], path: str = "") -> str:
    """What differs, in short."""
    out = []
    for key in after:
        old, new = before.get(key), after[key]
        if old == new or key == "scheme":
            continue
        if isinstance(new, list) and isinstance(old, list) and len(new) == len(old):
            out += [_said(a, b, f"{path}{key}[{i}].") for i, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
        elif isinstance(new, dict) and isinstance(old, dict):
            out.append(_said(old, new, f"{path}{key}."))
        else:
            out.append(f"{path}{key}: {str(old)[:60]} → {str(new)[-60:]}")
    return "; ".join(out)[:400]


def main() -> None:
    parser = argparse.ArgumentParser(description="Which planted faults the checks find.")
    parser.add_argument("--variants", type=int, default=30, help="how many of each fault (30)")
    parser.add_argument("--clean", type=int, default=20, help="how many clean forms of each scheme (20)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="these classes only, e.g. D05,E03")
    parser.add_argument("--misses", type=int, default=0, help="show so many misses of each class")
    options = parser.parse_args()
    only = set(filter(None, options.only.split(",")))
    print("| fault | planted | found | by its own check |\n|---|---|---|---|")
    totals = [0, 0, 0]
    for fault in sorted(WAYS):
        if only and fault not in only:
            continue
        done, found, own, misses = planted(fault, options.variants, options.seed)
        totals = [a + b for a, b in zip(totals, (done, found, own), strict=True)]
        print(f"| {fault} | {done} | {found / max(done, 1):.0%} | {own / max(done, 1):.0%} |", flush=True)
        for miss in misses[: options.misses]:
            print(f"    - {miss}")
    print(f"| all | {totals[0]} | {totals[1] / totals[0]:.1%} | {totals[2] / totals[0]:.1%} |")
    if options.clean:
        clean_forms(options.clean, options.seed, options.misses)


if __name__ == "__main__":
    main()
