"""Broken files of every carrier against the engine: whatever comes in, a Reading or a FileRefused comes out.

    python benchmarks/fuzz.py [--files 1000] [--seconds 60] [--seed 1] [--carrier docx] [--keep DIR]

Sound files are broken at every level: bytes, blocks, members of the container, elements and attributes of its XML, text. What is read
is examined, printed and written out as JSON too. A file number gives the same bytes for the same seed. Reading happens in a child with
the memory limit of ``ziping.worker`` and a limit of CPU seconds for each file, so that the load of the machine does not matter.
A fault is any other exception, a file that takes too long, a child that dies. Carriers that go through LibreOffice are left out.
"""

import argparse
import io
import json
import os
import re
import signal
import struct
import sys
import time
import traceback
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from lxml import etree

from ziping import formats, layouts
from ziping.errors import FileRefused
from ziping.form import dump, dump_problem, load
from ziping.formats import office
from ziping.pipeline import examine, read
from ziping.worker import MEMORY_MB

__all__ = ["CARRIERS", "LIMIT", "Fault", "Outcome", "attempt", "broken", "fuzz", "samples"]

ROOT = Path(__file__).parent.parent
CARRIERS = ("docx", "xlsx", "html", "text", "json", "pdf", "doc", "xls")
LONGEST = 2_000_000  # characters of a broken text
LIMIT = (
    30.0  # seconds of CPU for one file; the worker's deadline is 9 on the clock of a machine about five times as fast as the slowest seen
)
ENDINGS = {"txt": "text", "md": "text", "csv": "text", "htm": "html"}
NUMBERS = ("-1", "0", "1", "2", "3", "63", "64", "255", "999", "1000", "1001", "16384", "65535", "1048576", "2147483647", "4294967296",
           "99999999999999999999", "1e999", "NaN", "inf", "٣", "²", "", "A1", "XFD1048576:A1", "A1:XFD1048576")  # fmt: skip
TEXTS = ("NaN", "inf", "1e999", "１" * 50, "9" * 5000, "0." + "0" * 4000 + "1", "1/0", "50%以上" * 400, "≥" * 3000, "(" * 3000, "1-" * 3000,
         "1,234," * 2000, "2024年13月45日", "〇一二三四五六七八九十百千万亿" * 30, "²³½①㎡", "\u202e反\u200b向", "[bold]x[/]{0}{found}%s", " \t\n" * 500,
         "总分", "三级指标", "一级指标", "得分", "其中：", "指标1：", "—", "https://" + "a." * 1500, "年" * 4000, "a" * 20000, "\U0001f600", "0" * 30)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: ``kind`` read, refused or fault; seconds of CPU; for a fault what happened."""

    number: int
    kind: str
    seconds: float
    said: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that broke the engine; ``data`` are its bytes."""

    carrier: str
    number: int
    said: str
    data: bytes


@lru_cache(maxsize=1)
def samples() -> dict[str, list[bytes]]:
    """Sound files by carrier: the examples, those of the tests, and every official paper empty."""
    found: dict[str, list[bytes]] = {carrier: [] for carrier in CARRIERS}
    for path in sorted([*ROOT.glob("examples/*"), *ROOT.glob("tests/samples/*")]):
        carrier = ENDINGS.get(path.suffix[1:], path.suffix[1:])
        if carrier in found and path.is_file():
            found[carrier].append(path.read_bytes())
    form = read((ROOT / "examples/department-2020.txt").read_bytes()).forms[0]
    layout = layouts.by_id(form.layout or "generic")
    found["json"].append(json.dumps({"forms": [dump(form)]}, ensure_ascii=False).encode())
    found["html"].append(formats.write([layouts.write(form, layout)], "html"))
    for empty in layouts.every().values():
        paper = layouts.write(layouts.blank(empty), empty)
        for carrier in ("docx", "xlsx", "html"):
            found[carrier].append(formats.write([paper], carrier))
    return found


# --- bytes


def flip(random: Random, data: bytes) -> bytes:
    out = bytearray(data)
    reach = random.choice((len(out), min(len(out), 2048)))
    for _ in range(random.choice((1, 1, 2, 8, 64))):
        out[random.randrange(reach)] = random.choice((0, 255, random.randrange(256)))
    return bytes(out)


def word(random: Random, data: bytes) -> bytes:
    """One number of two or four bytes becomes another."""
    out = bytearray(data)
    for _ in range(random.choice((1, 3, 12))):
        size = random.choice((2, 4))
        at = random.randrange(max(len(out) - size, 1))
        value = random.choice((0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE, len(data), random.getrandbits(32)))
        out[at : at + size] = struct.pack("<I", value & 0xFFFFFFFF)[:size]
    return bytes(out)


def cut(random: Random, data: bytes) -> bytes:
    return data[: random.randrange(len(data))]


def drop(random: Random, data: bytes) -> bytes:
    start, size = random.randrange(len(data)), random.choice((1, 16, 512, 4096))
    return data[:start] + data[start + size :]


def double(random: Random, data: bytes) -> bytes:
    start, size = random.randrange(len(data)), random.choice((1, 16, 512, 4096))
    return data[: start + size] + data[start : start + size] * random.choice((1, 1, 20)) + data[start + size :]


BYTES = (flip, flip, word, cut, drop, double)


# --- text


def edit(random: Random, text: str) -> str:
    """Lines, fields and marks of a text moved, doubled, lost; numbers and words replaced."""
    for _ in range(random.choice((1, 2, 6))):
        what = random.randrange(6)
        if what == 0:
            text = _put_text(random, text)
        elif what == 1:
            lines = text.split("\n")
            at = random.randrange(len(lines))
            line, copies, end = lines[random.randrange(len(lines))], random.choice((1, 2, 200)), at + random.choice((0, 1, 5))
            lines[at:end] = [line] * min(copies, 1 + LONGEST // (len(line) + 1))  # 200 copies of a line of 2 MB are more than the child has
            text = "\n".join(lines)
        elif what == 2:
            old, new = (
                random.choice("\t\n,|\"'：:()（）%≥0123456789年月分-"),
                random.choice(("", "\t", "\n", "|", '"', "１", "\r", "\0", "\u2028")),
            )
            text = text.replace(old, new, random.choice((1, 5, -1)))
        elif what == 3:
            start, end = sorted(random.randrange(len(text) + 1) for _ in range(2))
            text = text[:start] + text[end:] if random.random() < 0.5 else text[:end] + text[start:end] + text[end:]
        elif what == 4:
            text = re.sub(r"\d+(?:\.\d+)?", lambda found: random.choice((found[0], found[0], random.choice(NUMBERS))), text)
        else:
            at = random.randrange(len(text) + 1)
            text = text[:at] + chr(random.choice((0, 0xB, 0x1A, 0x85, 0xFFFE, 0x2028, 0x1F600, 0xE000, 0x3000))) + text[at:]
        text = text[:LONGEST] or "\t"
    return text


def _put_text(random: Random, text: str) -> str:
    at = random.randrange(len(text) + 1)
    end = min(len(text), at + random.choice((0, 3, 40)))
    return text[:at] + random.choice(TEXTS) + text[end:]


def in_text(random: Random, data: bytes) -> bytes:
    codec = random.choice(("utf-8", "utf-8", "utf-8", "gb18030", "utf-16", "utf-8-sig"))
    return edit(random, data.decode("utf-8-sig", "replace")).encode(codec, "replace")


def in_json(random: Random, data: bytes) -> bytes:
    """Values of a JSON tree replaced by others, doubled, nested, dropped."""
    tree = json.loads(data)
    for _ in range(random.choice((1, 3, 10))):
        here = tree
        for _ in range(random.choice((1, 2, 3, 4, 5))):
            inside = list(here.values()) if isinstance(here, dict) else here
            deeper = [value for value in inside if isinstance(value, (dict, list)) and value]
            if not deeper:
                break
            here = random.choice(deeper)
        key = random.choice(list(here)) if isinstance(here, dict) else random.randrange(len(here))
        if random.random() < 0.1:
            new = random.choice((True, [], {}, {"kind": "project"}, [[[]]], "\ud800"))
        else:
            new = random.choice((None, 1e308, 10**400, -0.0, "", *TEXTS, *NUMBERS))
        if here[key] is not None and not isinstance(here[key], (str, int)) and random.random() < 0.9:
            new = here[key] * 2 if isinstance(here[key], list) else here[key]
        if isinstance(here, dict) and random.random() < 0.3:
            here[random.choice(TEXTS)[:20] or "x"] = new
        elif isinstance(here, list) and random.random() < 0.3:
            here += [here[key]] * random.choice((1, 50))
        else:
            here[key] = new
    return json.dumps(tree).encode()


# --- markup


def markup(random: Random, data: bytes) -> bytes:
    """Tags, attributes and text of markup as a string, so that it may end up broken."""
    text = data.decode("utf-8", "replace")
    tags = [match.span() for match in re.finditer(r"<[^<>]*>", text)]
    for _ in range(random.choice((1, 2, 8))):
        if not tags:
            break
        start, end = random.choice(tags)
        tag = text[start:end]
        new = random.choice(("", tag * 2, tag * random.choice((60, 300)), random.choice(TEXTS), "</" + tag[1:], tag[:-1], tag + "<", "&#0;", "&x;",
                             re.sub(r'"[^"]*"', f'"{random.choice(NUMBERS)}"', tag)))  # fmt: skip
        text = text[:start] + new + text[end:]
        tags = [(a, b) for a, b in tags if b <= start]
    return text.encode("utf-8", "surrogatepass")


def elements(random: Random, data: bytes) -> bytes:
    """Elements of well-formed XML dropped, doubled, moved, nested, emptied; attributes and texts replaced; it stays well-formed."""
    try:
        root = etree.fromstring(data, etree.XMLParser(huge_tree=True, resolve_entities=False))
    except etree.XMLSyntaxError:
        return markup(random, data)
    every = [each for each in root.iter() if isinstance(each.tag, str)]
    for _ in range(random.choice((1, 2, 6, 20))):
        one, other = random.choice(every), random.choice(every)
        parent = one.getparent()
        what = random.randrange(9)
        if what == 0 and parent is not None:
            parent.remove(one)
        elif what == 1 and parent is not None:
            copies = [etree.fromstring(etree.tostring(one)) for _ in range(random.choice((1, 2, 100)) if len(one) < 20 else 1)]
            parent[parent.index(one) : parent.index(one)] = copies
        elif what == 2 and other not in one.iter():
            with suppress(ValueError):  # an element cannot be put inside itself
                other.append(one) if one not in other.iterancestors() and one is not other else None
        elif what == 3:
            for key in one.attrib:
                one.set(key, random.choice(NUMBERS))
        elif what == 4 and one.attrib:
            del one.attrib[random.choice(list(one.attrib))]
        elif what == 5:
            one.tag = other.tag
        elif what == 6 and parent is not None and len(one):
            parent[parent.index(one) : parent.index(one) + 1] = list(one)
        elif what == 7:
            same = [each for each in every if each.tag == one.tag and each.attrib]
            for each in same:
                each.set(random.choice(list(each.attrib)), random.choice(NUMBERS))
        else:
            texts = [each for each in every if each.text and each.text.strip()]
            if texts:
                random.choice(texts).text = re.sub("[\0-\x08\x0b-\x1f\ud800-\udfff]", "", random.choice(TEXTS + NUMBERS))
    out = etree.tostring(root)
    return out if len(out) < 4_000_000 else out[:4_000_000]


def members(random: Random, data: bytes, other: bytes) -> bytes:
    """A container unpacked, some of its parts broken, and packed again."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    main = [name for name in parts if name.endswith(("document.xml", "sheet1.xml", "sharedStrings.xml", "styles.xml"))]
    for _ in range(random.choice((1, 1, 1, 3))):
        name = random.choice(main if random.random() < 0.8 else list(parts))
        what = random.random()
        if what < 0.65:
            parts[name] = elements(random, parts[name]) if name.endswith((".xml", ".rels")) else flip(random, parts[name])
        elif what < 0.8:
            parts[name] = markup(random, parts[name])
        elif what < 0.9:
            parts[name] = random.choice(BYTES)(random, parts[name] or b"x")
        elif what < 0.94:
            parts.pop(name)
            break
        else:
            with zipfile.ZipFile(io.BytesIO(other)) as archive:
                parts[name] = archive.read(random.choice(archive.namelist()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", random.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)), compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def streams(random: Random, data: bytes) -> bytes:
    """Flate streams of a PDF unpacked, broken and packed again; or numbers and names of its objects replaced."""
    found = list(re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL))
    for _ in range(random.choice((1, 2))):
        one = random.choice(found) if found and random.random() < 0.6 else None
        if one is None:
            number = random.choice(list(re.finditer(rb"\b\d+\b", data)) or [re.match(b"", data)])
            data = data[: number.start()] + random.choice(NUMBERS).encode() + data[number.end() :]
            break
        try:
            inside = zlib.decompress(one[1])
        except zlib.error:
            return flip(random, data)
        plain = inside.decode("latin-1")
        if random.random() < 0.5:
            plain = re.sub(
                r"-?\d+(?:\.\d+)?", lambda n: random.choice(("-1", "0", "1e9", "99999999")) if random.random() < 0.05 else n[0], plain
            )
            inside = plain.encode("latin-1")
        else:
            inside = random.choice(BYTES)(random, inside or b"x")
        data = data[: one.start(1)] + zlib.compress(inside) + data[one.end(1) :]
        break
    return data


def broken(carrier: str, number: int, seed: int = 1) -> bytes:
    """File ``number`` of a carrier: one of its samples, broken in one way or two."""
    random = Random(f"{seed}/{carrier}/{number}")
    sound = samples()[carrier]
    data, other = random.choice(sound), random.choice(sound)
    deep: dict[str, Callable[[Random, bytes], bytes]] = {
        "html": markup,
        "text": in_text,
        "json": in_json,
        "pdf": streams,
        "doc": word,
        "xls": word,
    }
    for _ in range(1 if random.random() < 0.8 else 2):
        data = data or b"x"
        if random.random() < 0.3:
            if random.random() < 0.2:
                data = data[: random.randrange(len(data))] + other[random.randrange(len(other)) :]
            else:
                data = random.choice(BYTES)(random, data)
        elif carrier in ("docx", "xlsx"):
            with suppress(
                zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, zlib.error, ValueError, IndexError, OSError
            ):
                data = members(random, data, other)
        elif carrier == "html" and random.random() < 0.3 or carrier == "json" and random.random() < 0.3:
            data = in_text(random, data)
        else:
            with suppress(ValueError, IndexError, KeyError):  # what was broken before may not be JSON any more
                data = deep[carrier](random, data)
    return data


# --- trying


def _absent() -> None:
    """What ``office.find`` says where there is no LibreOffice."""


def attempt(carrier: str, data: bytes) -> tuple[str, str]:
    """(read, refused or fault; what was said) for one file. A carrier is named half the time, as users do with ``--type``."""
    find, office.find = office.find, _absent  # a broken .doc would go to LibreOffice
    try:
        named = carrier if zlib.crc32(data) % 2 else None
        try:
            reading = read(data, named)
        except FileRefused as refused:
            text = str(refused)
            return (
                ("refused", text)
                if re.search("[\u4e00-\u9fff]", text) and len(text) < 400
                else ("fault", f"no clear sentence: {text[:300]}")
            )
        except (MemoryError, RecursionError) as spent:
            return "refused", type(spent).__name__
        for form in reading.forms[:3]:
            again, _ = load(json.loads(json.dumps(dump(form), ensure_ascii=False)))
            if again.indicators != form.indicators:
                return "fault", "written as JSON it is another form"
            json.dumps(examine(form).dump(), ensure_ascii=False).encode()
        json.dumps([dump_problem(problem) for problem in reading.problems], ensure_ascii=False).encode()
    except BaseException:
        return "fault", traceback.format_exc()
    finally:
        office.find = find
    return "read", f"{len(reading.forms)} forms"


def _child(pipe: Connection, carrier: str, seed: int, start: int, step: int) -> None:
    """Break and try files one after the other; each number is announced before it is tried."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB << 20, MEMORY_MB << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    number = start
    while True:
        data = broken(carrier, number, seed)
        pipe.send(number)
        signal.setitimer(signal.ITIMER_PROF, LIMIT)  # its signal ends the process, wherever it hangs
        begin = time.process_time()
        kind, said = attempt(carrier, data)
        signal.setitimer(signal.ITIMER_PROF, 0)
        pipe.send(Outcome(number, kind, time.process_time() - begin, said))
        number += step


def fuzz(carrier: str, files: int, seed: int = 1, *, start: int = 0, until: float | None = None) -> Iterator[Outcome]:
    """Outcomes of file ``start`` … of a carrier in order; a child that dies or hangs is a fault and the next one goes on."""
    context = get_context("fork")  # the engine is loaded once
    number = start
    while number < start + files:
        ours, theirs = context.Pipe()
        child = context.Process(target=_child, args=(theirs, carrier, seed, number, 1), daemon=True)
        child.start()
        theirs.close()
        begin = time.monotonic()
        try:
            while number < start + files:
                if until is not None and time.monotonic() > until:
                    return
                if not ours.poll(10 * LIMIT):
                    raise EOFError
                message = ours.recv()
                if isinstance(message, Outcome):
                    yield message
                    number += 1
                begin = time.monotonic()
        except (EOFError, OSError):
            child.join(1)
            yield Outcome(number, "fault", time.monotonic() - begin, f"took too long or died (exit {child.exitcode})")
            number += 1
        finally:
            child.kill()
            child.join()
            ours.close()


def main() -> int:
    parser = argparse.ArgumentParser(description="Broken files against the engine.")
    parser.add_argument("--files", type=int, default=1000, help="how many files of each carrier (1000)")
    parser.add_argument("--seconds", type=float, help="stop after this many seconds on the clock, shared among the carriers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="number of the first file (0)")
    parser.add_argument("--carrier", choices=CARRIERS, action="append")
    parser.add_argument("--keep", type=Path, help="folder for the files that broke something")
    options = parser.parse_args()
    samples()
    faults = tried = 0
    carriers = options.carrier or CARRIERS
    for carrier in carriers:
        kinds: Counter[str] = Counter()
        slowest: list[tuple[float, int]] = []
        until = time.monotonic() + options.seconds / len(carriers) if options.seconds else None
        seen: Counter[str] = Counter()
        for outcome in fuzz(carrier, options.files, options.seed, start=options.start, until=until):
            kinds[outcome.kind] += 1
            slowest = sorted([*slowest, (outcome.seconds, outcome.number)], reverse=True)[:3]
            if outcome.kind == "fault":
                where = " / ".join(line.strip() for line in outcome.said.strip().splitlines()[-3:])
                seen[where] += 1
                if seen[where] == 1:
                    print(f"FAULT {carrier} {outcome.number}: {outcome.said.strip()[-1500:]}", flush=True)
                    if options.keep:
                        options.keep.mkdir(parents=True, exist_ok=True)
                        path = options.keep / f"{carrier}-{options.seed}-{outcome.number}"
                        path.write_bytes(broken(carrier, outcome.number, options.seed))
        faults, tried = faults + kinds["fault"], tried + kinds.total()
        times = ", ".join(f"{seconds:.2f} s (file {number})" for seconds, number in slowest)
        print(f"{carrier:5} {kinds.total()} files: {kinds['read']} read, {kinds['refused']} refused, {kinds['fault']} faults of {len(seen)} kinds; slowest {times}", flush=True)  # fmt: skip
    print(f"{tried} files, {faults} faults; load of the machine: {os.getloadavg()[0]:.1f}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
