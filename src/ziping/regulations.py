"""The documents that rules rest on, and how well we know each: ``data/regulations`` as frozen records.

An Authority says why a number may be believed, in four grades, strongest first: ``at`` an article that somebody has read,
``basis`` a document that is known but whose article was not read, ``seen`` on a filled form, ``memory`` only.
"""

from dataclasses import field
from datetime import date
from functools import lru_cache
from pathlib import Path

from ziping.errors import DataError
from ziping.frozen import dataclass
from ziping.records import DATA, Record, load, names

__all__ = ["Authority", "Regulation", "Sighting", "authority_of", "regulation", "regulations", "sighting", "sightings"]


@dataclass(frozen=True, slots=True)
class Regulation:
    """One document: ``number`` 文号 as printed (None if not known), ``title``, ``issuer``, in force ``since`` … ``until``.
    ``articles``: what we cite, summarised in our own words; empty when nobody has read the text. ``number_read`` is False when the
    文号 itself is from memory."""

    id: str
    title: str
    number: str | None
    issuer: str
    since: date
    until: date | None
    articles: dict[str, str]
    number_read: bool
    checked_on: date | None
    note: str = ""

    @property
    def name(self) -> str:
        """The 文号 where it was read, else the title."""
        return self.number if self.number and self.number_read else f"《{self.title}》"


@dataclass(frozen=True, slots=True)
class Sighting:
    """A public filled form (or a running system) in which something was seen."""

    id: str
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Authority:
    """Why a number or a rule may be believed: ``kind`` is "form", "at", "basis", "seen", "practice" or "memory".
    ``record`` is the document or form where it is not one of ours (a bureau's own folder); ``under`` the document of the scheme whose
    number was seen on a form."""

    kind: str
    ref: str | None = None
    article: str | None = None
    record: "Regulation | Sighting | None" = field(default=None, compare=False, repr=False)
    under: "Regulation | None" = field(default=None, compare=False, repr=False)

    @property
    def strong(self) -> bool:
        """Only the form's own arithmetic and an article that was read may speak as an error."""
        return self.kind in ("form", "at")

    def words(self) -> str:
        """The authority in Chinese, fit to be printed behind 依据."""
        if self.kind == "form":
            return "表内勾稽"
        if self.kind == "practice":
            return "审核惯例"
        if self.kind == "memory":
            return "经验口径，未见文件"
        if self.kind == "seen":
            form = self.record or (sighting(self.ref) if self.ref else None)
            seen = f"见于{form.title}" if form else "见于已填报表"
            return f"{seen}，未见文件" if self.under is None else f"{self.under.name}（条文未核对，{seen}）"
        document = self.record if isinstance(self.record, Regulation) else regulation(self.ref or "")
        name = document.name
        return f"{name}{self.article}" if self.kind == "at" else f"{name}（条文未核对）"


_KEYS = frozenset({"id", "number", "number_read", "title", "issuer", "in_force", "articles", "checked_on", "note", "source"})


def _read(path: Path) -> Regulation:
    record = load(path)
    if not isinstance(record, Record):
        raise DataError(f"{path.name}：应是一份文件的记录（键: 值）")
    record.refuse_unknown(_KEYS)
    for key in ("id", "title", "issuer", "in_force"):
        if key not in record:
            raise DataError(f"{record.at()}：缺少「{key}」")
    if record["id"] != path.stem:
        raise DataError(f"{record.at('id')}：id 应与文件名 {path.stem} 相同")
    span, articles = record["in_force"], record.get("articles") or {}
    if not isinstance(span, Record) or not isinstance(span.get("from"), date):
        raise DataError(f"{record.at('in_force')}：in_force 应写成 {{from: 2020-02-25, to: null}}")
    if not isinstance(articles, dict):
        raise DataError(f"{record.at('articles')}：articles 应写成几行「条号: 概述」，没有就写 {{}}")
    return Regulation(
        id=record["id"], title=record["title"], number=record.get("number"), issuer=record["issuer"], since=span["from"],
        until=span.get("to"), articles={str(key): str(value) for key, value in articles.items()}, number_read=bool(record.get("number_read", True)),
        checked_on=record.get("checked_on"), note=record.get("note", ""),
    )  # fmt: skip


@lru_cache(maxsize=8)
def regulations(extra: Path | None = None) -> dict[str, Regulation]:
    """Every document on record, by id; ``extra`` is a bureau's own data folder."""
    found = {}
    for root in (DATA, *([extra] if extra else [])):
        for path in names("regulations", root):
            item = _read(path)
            found[item.id] = item
    return found


@lru_cache(maxsize=8)
def sightings(extra: Path | None = None) -> dict[str, Sighting]:
    """Every form on record in which a rule was seen, by id."""
    found = {}
    for root in (DATA, *([extra] if extra else [])):
        path = root / "sightings.yml"
        if path.exists():
            for record in load(path) or ():
                if not isinstance(record, Record) or "id" not in record or "title" not in record:
                    raise DataError(f"{path.parent.name}/{path.name}：每行应写成 - {{id: 编号, title: 名称}}")
                record.refuse_unknown(frozenset({"id", "title", "note"}))
                found[record["id"]] = Sighting(record["id"], record["title"], record.get("note", ""))
    return found


def regulation(ref: str, extra: Path | None = None, *, where: str = "") -> Regulation:
    """The document with this id (an article may follow after ``#``); DataError if it is not on record. ``where`` names the line that
    cites it."""
    found = regulations(extra).get(ref.partition("#")[0])
    if found is None:
        raise DataError(f"{where + '：' if where else ''}没有登记文件「{ref}」：请在 regulations 文件夹里补一份记录")
    return found


def sighting(ref: str, extra: Path | None = None, *, where: str = "") -> Sighting:
    """The form with this id; DataError if it is not on record. ``where`` names the line that cites it."""
    found = sightings(extra).get(ref)
    if found is None:
        raise DataError(f"{where + '：' if where else ''}没有登记报表「{ref}」：请在 sightings.yml 里补一行 {{id: {ref}, title: …}}")
    return found


def authority_of(record: Record, basis: str | None, extra: Path | None = None) -> Authority:
    """The authority a record claims for itself: its own ``at`` / ``seen`` / ``memory``, else the scheme's ``basis``; ``extra`` is a
    bureau's own data folder."""
    said = [key for key in ("at", "seen", "memory") if record.get(key)]
    if len(said) > 1:
        raise DataError(f"{record.at(said[1])}：{'、'.join(said)} 只能写一个，写把握最大的那个")
    if record.get("at"):
        article = str(record["at"])
        document = regulation(basis, extra, where=record.at("at")) if basis else None
        if document is None or article not in document.articles:
            raise DataError(f"{record.at('at')}：引用了「{article}」，但该文件的记录里没有这一条；没有核对过原文的数不要写 at")
        return Authority("at", basis, article, document)
    if record.get("seen"):
        ref = str(record["seen"])
        document = regulation(basis, extra, where=record.at("seen")) if basis else None
        return Authority("seen", ref, None, sighting(ref, extra, where=record.at("seen")), document)
    if record.get("memory"):
        return Authority("memory")
    if basis is None:
        raise DataError(f"{record.at()}：这个数没有出处；请写 at（条文）、seen（见于哪张表）或 memory: true")
    return Authority("basis", basis, None, regulation(basis, extra, where=record.at()))
