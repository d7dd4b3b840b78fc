"""A case: carrier × distortion × seed → bytes, what must be read from them, and the score of the reading."""

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice, product
from random import Random
from typing import Any
from unittest.mock import patch
from zlib import crc32

from corpus.country import PAPERS
from corpus.country_desk import lay_country
from corpus.distort import DISTORTIONS
from corpus.draw_docx import draw_docx
from corpus.draw_html import draw_html
from corpus.draw_office import OFFICE, back, convert, installed
from corpus.draw_pdf import draw_pdf
from corpus.draw_text import draw_csv, draw_lines, draw_markdown, draw_tabs
from corpus.draw_xlsx import draw_xlsx
from corpus.forms import make
from corpus.paper import Break, Document, lay
from corpus.score import Score, score
from ziping.errors import FileRefused
from ziping.form import dump, dump_problem
from ziping.formats import office
from ziping.pipeline import read

__all__ = ["CASES", "LOOSE", "Case", "build", "build_all", "document", "judge", "reading"]

_OWN = {
    "tabs": draw_tabs,
    "csv": draw_csv,
    "markdown": draw_markdown,
    "html": draw_html,
    "docx": draw_docx,
    "xlsx": draw_xlsx,
    "pdf": draw_pdf,
    "lines": draw_lines,
}
# All carriers that can be drawn here.
CASES = [*_OWN, *(OFFICE if installed() else ())]
CONVERTED = ("odt", "rtf", "ods")  # read by way of LibreOffice
BATCH = 30  # files converted at one start of the program
LOOSE = frozenset({"pdf", "pdf_office", "lines"})


@dataclass
class Case:
    """One file of the corpus with its name, its bytes and the document it was drawn from."""

    carrier: str
    distortion: str
    seed: int
    document: Document
    data: bytes
    style: str | None = None
    converted: bytes | None = None  # what LibreOffice makes of it before it is read, if that is known already

    @property
    def name(self) -> str:
        return f"{self.carrier}/{self.distortion}/{self.seed}" + (f"/{self.style}" if self.style else "")


def document(distortion: str, seed: int, *, style: str | None = None) -> Document | None:
    """The paper of a case before it is drawn; None if this form cannot be distorted in this way. ``style``: one of STYLES or of PAPERS."""
    rng = Random(f"{distortion}/{seed}" if style not in PAPERS else f"{style}/{distortion}/{seed}")
    whole = _laid(rng, style)
    if distortion in ("several", "several_sheets"):
        for _ in range(rng.choice([1, 2])):
            other = _laid(rng, rng.choice(list(PAPERS)) if style in PAPERS else None)
            whole.items += [Break("sheet" if distortion == "several_sheets" else "page"), *other.items]
            whole.forms += other.forms
            whole.styles += other.styles
    return whole if DISTORTIONS[distortion].apply(whole, rng) else None


def _laid(rng: Random, style: str | None) -> Document:
    return lay_country(style, rng) if style in PAPERS else lay(make(rng, style), rng)


def build(carrier: str, distortion: str, seeds: Iterable[int], *, style: str | None = None) -> list[Case]:
    """Draw cases; those whose form has nothing to distort in this way are left out."""
    return list(build_all(carrier, [distortion], seeds, [style]))


def build_all(
    carrier: str, distortions: Iterable[str], seeds: Iterable[int], styles: Iterable[str | None] = (None,), *, every: int = 1
) -> Iterator[Case]:
    """The same for several distortions and styles, one after the other; a program that converts is started once for BATCH of them.

    With ``every`` only about one case of so many is drawn, the same ones at each run, from all distortions and styles.
    """
    named = [name for name in distortions if carrier in DISTORTIONS[name].carriers]
    wanted = (each for each in product(named, list(styles), list(seeds)) if crc32(f"{carrier}/{each}".encode()) % every == 0)
    if carrier in _OWN:
        yield from filter(None, (_drawn(carrier, *each) for each in wanted))
        return
    while some := list(islice(wanted, BATCH)):
        cases = list(filter(None, (_drawn(carrier, *each) for each in some)))
        drawn = convert({case.name.replace("/", "-"): case.data for case in cases}, carrier) if cases else {}
        again = back(drawn, carrier) if drawn and carrier in CONVERTED else {}
        for case in cases:
            if (data := drawn.get(case.name.replace("/", "-"))) is not None:  # the program may refuse a file
                case.data, case.converted = data, again.get(case.name.replace("/", "-"))
                yield case


def _drawn(carrier: str, distortion: str, style: str | None, seed: int) -> Case | None:
    paper = document(distortion, seed, style=style)
    if paper is None:
        return None
    return Case(carrier, distortion, seed, paper, _OWN[OFFICE.get(carrier, carrier)](paper, Random(f"{carrier}/{seed}")), style)


def reading(case: Case) -> dict[str, Any]:
    """What ziping reads, as JSON data."""
    ready = case.converted
    try:
        with patch.object(office, "convert", lambda *_: ready) if ready is not None else nullcontext():
            found = read(case.data)
    except FileRefused as refused:
        return {"forms": [], "problems": [{"code": refused.code, "message": str(refused), "place": None}]}
    return {"forms": [dump(form) for form in found.forms], "problems": [dump_problem(problem) for problem in found.problems]}


def judge(case: Case) -> Score:
    """Read the case and score it."""
    return score(case.document, reading(case), loose=case.carrier in LOOSE)
