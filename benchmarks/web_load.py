"""A round in full swing: many people, one action each every two seconds, and how long each action takes.

    python benchmarks/web_load.py [--people 100] [--seconds 60] [--forms 1600] [--rows 30] [--pause 2] [--database sqlite|postgres]

Seven of ten fill (save a cell with scoring and checking, open a form, look at a list), three review (open a form, look at the queue). The load
generator runs on the same machine. An action's time counts from the moment it was due, so that a server that falls behind cannot hide it.
"""

import argparse
import json
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path
from random import Random

from web_site import Browser, Server, free_port, percentile, postgres, prepare, reference_ms

FILLER = ("save",) * 5 + ("open", "open", "home", "list")
REVIEWER = ("open", "open", "home", "list")
WITHIN = {"save": 0.150, "open": 0.300, "home": 0.300, "list": 0.300}  # seconds, what users should get


def live(number: int, person: dict, site: dict, port: int, pause: float, begin: float, end: float, book: dict, faults: list) -> None:
    """One person's session."""
    random = Random(number)
    browser = Browser(port, person["cookie"])
    filler = person["role"] == "filler"
    mine = site["filings"]["draft" if filler else {"performance": "final"}.get(person["role"], person["role"])]
    seen: dict[int, int] = {}
    due = begin + random.uniform(0, pause)
    while due < end:
        time.sleep(max(0, due - time.monotonic()))
        act = random.choice(FILLER if filler else REVIEWER)
        filing = mine[(number * 31 + random.randrange(8)) % len(mine)]  # eight forms a person
        if act == "save":
            change = {
                "cell": f"indicators.{random.choice(site['rows'])}.actual",
                "value": f"{random.randrange(100, 99999)}亩",
                "seen": seen.get(filing, 0),
            }
            answer = browser.send("POST", f"/filings/{filing}/cells", {"changes": [change]})
        else:
            path = {"open": f"/filings/{filing}/", "home": "/", "list": f"/filings/?page={random.randrange(1, 9)}"}[act]
            answer = browser.send("GET", path, page=True)
        book[act].append(time.monotonic() - due)
        if answer is None or answer[0] not in (200, 409):
            faults.append(f"{act}: {None if answer is None else answer[0]}")
        elif act == "save":
            seen[filing] = json.loads(answer[1])["serial"]
        due += pause


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--forms", type=int, default=1600)
    parser.add_argument("--rows", type=int, default=30)
    parser.add_argument("--pause", type=float, default=2)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    options = parser.parse_args()
    if options.database == "postgres":
        with postgres() as url:
            if url is None:
                print("PostgreSQL is not installed here")
                return 2
            return run(options, url)
    return run(options, None)


def run(options: argparse.Namespace, database: str | None) -> int:
    before = reference_ms()
    with tempfile.TemporaryDirectory(prefix="ziping-load-") as folder:
        home, port = Path(folder), free_port()
        site = prepare(home, database, forms=options.forms, people=options.people, rows=options.rows, units=60)
        server = Server(home, database, port)
        server.start()
        try:
            warm = Browser(port, site["people"][0]["cookie"])
            for filing in site["filings"]["draft"][:6]:
                warm.send("GET", f"/filings/{filing}/", page=True)
            book: dict[str, list[float]] = defaultdict(list)
            faults: list[str] = []
            served, own = server.cpu(), time.process_time()
            begin = time.monotonic()
            threads = [
                threading.Thread(target=live, args=(n, person, site, port, options.pause, begin, begin + options.seconds, book, faults))
                for n, person in enumerate(site["people"])
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            took = time.monotonic() - begin
            served, own = server.cpu() - served, time.process_time() - own
        finally:
            server.kill()
    count = sum(map(len, book.values()))
    print(f"reference: a million empty loops took {before:.0f} ms before and {reference_ms():.0f} ms after")
    print(
        f"{options.people} people, {options.forms} forms of {options.rows} rows, {options.database}: {count} actions in {took:.0f} s, {len(faults)} faults"
    )
    print(f"CPU for each action: server {1000 * served / count:.1f} ms (all its processes), load generator {1000 * own / count:.1f} ms")
    print("| action | count | median ms | p95 ms | wanted p95 ms |")
    print("|---|---|---|---|---|")
    for act, times in sorted(book.items()):
        cells = (len(times), f"{percentile(times, 0.5) * 1000:.0f}", f"{percentile(times, 0.95) * 1000:.0f}", f"{WITHIN[act] * 1000:.0f}")
        print(f"| {act} | " + " | ".join(map(str, cells)) + " |")
    for each in faults[:5]:
        print("fault:", each)
    return 0 if not faults else 1


if __name__ == "__main__":
    raise SystemExit(main())
