"""Nothing lost: clients edit forms while the server is killed and started again.

    python benchmarks/web_durability.py [--clients 100] [--forms 50] [--kills 10] [--seconds 60] [--database sqlite|postgres]

Every acknowledged cell must be in the form's history afterwards, and the cell must hold the last text in its history. No acknowledged text
may have been overwritten by somebody who had not seen it. Every form must still take a change. A text is never sent twice, so that each
can be followed; one whose answer was lost with the server may or may not be there, and is followed too where it is.
"""

import argparse
import json
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from web_site import Browser, Server, free_port, percentile, postgres, prepare, reference_ms

FIELDS = ("actual", "score", "reason", "target")


@dataclass
class Diary:
    """What one client did: acknowledged saves (filing, cell, text, seen, serial), how many clashes, unanswered and odd answers."""

    saved: list[tuple[int, str, str, int, int]] = field(default_factory=list)
    clashes: int = 0
    unanswered: int = 0
    odd: list[str] = field(default_factory=list)
    took: list[float] = field(default_factory=list)


def edit(number: int, browser: Browser, filings: list[int], rows: list[str], end: threading.Event, diary: Diary) -> None:
    """One client: change a random cell of a random form, with what it has last seen of that form; look again after a clash."""
    random = Random(number)
    seen: dict[int, int] = {}
    count = 0
    while not end.is_set():
        end.wait(random.uniform(0.1, 0.6))
        filing = random.choice(filings)
        cell = f"indicators.{random.choice(rows[:6])}.{random.choice(FIELDS)}"  # few cells, so that clients meet
        count += 1
        text = f"{number}-{count}"
        known = seen.get(filing, 0)
        start = time.monotonic()
        answer = browser.send("POST", f"/filings/{filing}/cells", {"changes": [{"cell": cell, "value": text, "seen": known}]})
        if answer is None:
            diary.unanswered += 1
            continue
        status, body = answer
        if status not in (200, 409):
            diary.odd.append(f"{status} {body[:120]!r}")
            continue
        diary.took.append(time.monotonic() - start)
        reply = json.loads(body)
        if status == 200:
            diary.saved.append((filing, cell, text, known, reply["serial"]))
        else:
            diary.clashes += 1
        if random.random() < 0.5:  # every other client has not looked at the form since
            seen[filing] = reply["serial"]


def judge(site: dict, diaries: list[Diary], port: int) -> list[str]:
    """What is wrong afterwards, a sentence each."""
    from ziping_web.filings import cells
    from ziping_web.filings.models import Draft, Edit

    faults: list[str] = []
    filings = site["filings"]["draft"]
    history: dict[tuple[int, str], list[Edit]] = {}
    for made in Edit.objects.filter(filing__in=filings).order_by("serial", "id"):
        history.setdefault((made.filing_id, made.cell), []).append(made)
    drafts = {draft.filing_id: draft for draft in Draft.objects.filter(filing__in=filings)}
    for (filing, cell), made in history.items():
        for earlier, later in zip(made, made[1:], strict=False):
            if later.before != earlier.after:
                faults.append(f"form {filing} {cell}: {earlier.after!r} became {later.before!r} without a trace")
        now = cells.read(drafts[filing].form, cells.path(cell, drafts[filing].rows) or "")
        if now != made[-1].after:
            faults.append(f"form {filing} {cell}: the history ends with {made[-1].after!r}, the form says {now!r}")
    for diary in diaries:
        for filing, cell, text, seen, serial in diary.saved:
            made = [each for each in history.get((filing, cell), []) if each.after == text]
            if len(made) != 1 or made[0].serial != serial:
                faults.append(f"form {filing} {cell}: acknowledged {text!r} at {serial} is not in the history")
            elif unseen := [each for each in history[filing, cell] if seen < each.serial < serial]:
                faults.append(f"form {filing} {cell}: {text!r} was written over {unseen[-1].after!r}, which its writer had not seen")
    browser = Browser(port, site["people"][0]["cookie"])
    for filing in filings:
        serial = drafts[filing].serial
        change = {"cell": f"indicators.{site['rows'][0]}.actual", "value": "最后一次", "seen": serial}
        answer = browser.send("POST", f"/filings/{filing}/cells", {"changes": [change]})
        if answer is None or answer[0] != 200:
            faults.append(f"form {filing} takes no more changes: {answer}")
    return faults


def run(options: argparse.Namespace, database: str | None, name: str) -> bool:
    random = Random(1)
    with tempfile.TemporaryDirectory(prefix="ziping-durability-") as folder:
        home, port = Path(folder), free_port()
        # every client a filler: the table of roles repeats after ten, the first seven of which are
        site = prepare(home, database, forms=options.forms * 2, people=options.clients * 10 // 7 + 10, rows=12, units=10)
        fillers = [person for person in site["people"] if person["role"] == "filler"][: options.clients]
        filings = site["filings"]["draft"][: options.forms]
        site["filings"]["draft"] = filings
        server = Server(home, database, port)
        server.start()
        end = threading.Event()
        diaries = [Diary() for _ in fillers]
        threads = [
            threading.Thread(target=edit, args=(n, Browser(port, person["cookie"]), filings, site["rows"], end, diaries[n]))
            for n, person in enumerate(fillers)
        ]
        begin = time.monotonic()
        for thread in threads:
            thread.start()
        starts = []
        try:
            for _ in range(options.kills):
                time.sleep(random.uniform(0.3, 2 * options.seconds / max(options.kills, 1) - 0.3))
                server.kill()
                starts.append(server.start())
            time.sleep(3)
            end.set()
            for thread in threads:
                thread.join()
            faults = judge(site, diaries, port)
        finally:
            end.set()
            server.kill()
    saved = sum(len(diary.saved) for diary in diaries)
    odd = [each for diary in diaries for each in diary.odd]
    took = [each for diary in diaries for each in diary.took]
    print(f"{name}: {len(fillers)} clients, {len(filings)} forms, {options.kills} kills in {time.monotonic() - begin:.0f} s")
    print(f"  acknowledged {saved}, clashes shown {sum(d.clashes for d in diaries)}, unanswered {sum(d.unanswered for d in diaries)}")
    print(f"  answered within, median {percentile(took, 0.5):.2f} s; back after a kill, median {percentile(starts, 0.5):.1f} s")
    print(f"  lost, overwritten or stuck: {len(faults)}; other answers than 200 and 409: {len(odd)}")
    for each in (faults + odd)[:10]:
        print(f"    {each}")
    return not faults and not odd and saved > 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--forms", type=int, default=50)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=60, help="about how long the server is up in all")
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    options = parser.parse_args()
    print(f"reference: a million empty loops take {reference_ms():.0f} ms")
    if options.database == "sqlite":
        return 0 if run(options, None, "SQLite") else 1
    with postgres() as url:
        if url is None:
            print("PostgreSQL is not installed here")
            return 2
        return 0 if run(options, url, "PostgreSQL") else 1


if __name__ == "__main__":
    raise SystemExit(main())
