"""Where schemes are kept: ``data/schemes`` and a bureau's own folder beside it; only what is asked for is read."""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from ziping.errors import DataError, UserError
from ziping.records import Record, load, names
from ziping.regulations import regulations, sightings
from ziping.schemes.build import build, over
from ziping.schemes.model import Scheme
from ziping.schemes.strict import Ground

__all__ = ["by_id", "check_folder", "clash", "every", "names_taken", "near", "overlapping", "version"]


@lru_cache(maxsize=8)
def _paths(extra: Path | None) -> dict[str, Path]:
    """Where each scheme's file is, by id; a bureau's own scheme may not take the name of one of ours."""
    found = {path.stem: path for path in names("schemes")}
    for path in names("schemes", extra) if extra else ():
        if path.stem in found:
            raise DataError(
                f"{path.parent.name}/{path.name}：编号「{path.stem}」与自带的方案相同，请换一个文件名和 id；要改动它就写 extends"
            )
        found[path.stem] = path
    return found


@lru_cache(maxsize=512)
def _record(path: Path) -> Record:
    record = load(path)
    if not isinstance(record, Record):
        raise DataError(f"schemes/{path.name}：应是一个方案的记录（每行「键: 值」）；可用 ziping schemes --new 生成一份样子")
    if record.get("id") != path.stem:
        raise DataError(f"{record.at('id')}：id 应与文件名相同，写成 {path.stem}")
    return record


@lru_cache(maxsize=512)
def _scheme(name: str, extra: Path | None, chain: tuple[str, ...] = (), base: str | None = None) -> Scheme:
    """Build one scheme and what it extends; ``base`` puts another parent under a profile."""
    path = _paths(extra)[name]
    record = _record(path)
    parent = base or record.get("extends")
    if parent is not None and not isinstance(parent, str):
        raise DataError(f"{record.at('extends')}：extends 应是一个方案的编号，没有就写 null")
    if parent in (*chain, name):
        raise DataError(f"{record.at('extends')}：方案互相继承成环：{' → '.join((*chain, name, parent))}")
    if parent is not None and parent not in _paths(extra):
        raise DataError(f"{record.at('extends')}：没有方案「{parent}」，请核对编号（用 ziping schemes 查看）")
    basis = record.get("basis")
    if basis is not None and not isinstance(basis, str):
        raise DataError(f"{record.at('basis')}：basis 应是 data/regulations 里一份文件的编号，没有就写 null")
    above = _scheme(parent, extra, (*chain, name)) if parent else None
    own = extra is not None and path.parent.parent == extra
    if base is not None and above is not None:
        # a profile laid over a scheme keeps the scheme's dates; its own stand for where it was seen
        record = _later(record, above)
    return build(record, above, Ground(basis, extra), own=own)


def _later(record: Record, above: Scheme) -> Record:
    copy = Record(record)
    copy.source, copy.line, copy.lines = record.source, record.line, record.lines
    span = Record({"from": above.since, "to": None})
    span.source, span.line = record.source, record.line
    copy["in_force"] = span
    return copy


@lru_cache(maxsize=8)
def every(extra: Path | None = None) -> dict[str, Scheme]:
    """Every scheme on record, by id; ``extra`` is a bureau's own data folder, whose schemes stand beside ours."""
    found = {name: _scheme(name, extra) for name in _paths(extra)}
    for one, two in overlapping(found.values()):
        raise clash(one, two)
    return found


_FOLDERS = ("schemes", "regulations", "words")
_FILES = ("sightings.yml", "checks.yml")  # checks.yml: read by checks.severities


def check_folder(folder: Path) -> None:
    """Read everything a bureau keeps in its own folder, so that a fault is named (file, line, remedy) before any form is judged."""
    strange = sorted(path.name for path in folder.iterdir() if path.is_dir() and path.name not in _FOLDERS and path.name[0] not in "._")
    if not any((folder / name).is_dir() for name in _FOLDERS) and not any((folder / name).exists() for name in _FILES):
        also = f"（里面有 {'、'.join(strange[:5])}）" if strange else ""
        raise DataError(
            f"--data 指的 {folder} 里没有 schemes、regulations、words 文件夹，也没有 checks.yml{also}；请把方案放进 schemes，词表放进 words，检查的程度写在 checks.yml"
        )
    regulations(folder)
    sightings(folder)
    every(folder)


def names_taken() -> frozenset[str]:
    """The ids of the schemes that ship with the package."""
    return frozenset(_paths(None))


@lru_cache(maxsize=256)
def near(regions: tuple[str, ...], extra: Path | None = None) -> tuple[Scheme, ...]:
    """The schemes of these regions. Only their files are parsed: a region is written out in its file, so a look at the text tells."""
    texts = ((name, path.read_bytes()) for name, path in _paths(extra).items())
    found = [_scheme(name, extra) for name, text in texts if any(region.encode() in text for region in regions)]
    return tuple(scheme for scheme in found if scheme.region in regions)


def overlapping(schemes: Iterable[Scheme]) -> list[tuple[Scheme, Scheme]]:
    """Pairs that would answer for the same kind and region on the same day. A bureau's own and one of ours are no such pair: the own one
    goes first."""
    days = [each for each in schemes if each.by == "day"]
    pairs = []
    for i, one in enumerate(days):
        for two in days[i + 1 :]:
            same = (one.kind, one.region, one.own) == (two.kind, two.region, two.own)
            if same and (one.until is None or two.since <= one.until) and (two.until is None or one.since <= two.until):
                pairs.append((one, two))
    return pairs


def clash(one: Scheme, two: Scheme) -> DataError:
    """What to say of two schemes that would both answer."""
    words = f"对同一种表、同一地区（{one.region}）的生效日期有重叠，请改其中一个的 in_force，或写 by: name（只在点名时用）"
    return DataError(f"{two.source}：{one.id} 和 {two.id} {words}")


@lru_cache(maxsize=64)
def by_id(name: str, extra: Path | None = None) -> Scheme:
    """The scheme with this id; ``A+B`` is profile B laid over scheme A. UserError if there is none."""
    first, *profiles = name.split("+")
    if first not in _paths(extra):
        raise UserError(f"没有方案「{first}」；用 ziping schemes 查看全部方案")
    scheme = _scheme(first, extra)
    if len(profiles) > 1:
        raise UserError(f"「{name}」：一次只能叠加一个方案，写成 甲+乙")
    for profile in profiles:
        if profile not in _paths(extra):
            raise UserError(f"没有方案「{profile}」；用 ziping schemes 查看全部方案")
        if _scheme(profile, extra).by != "profile":
            raise UserError(f"「{profile}」是完整的方案，不能叠加在别的方案上；能叠加的是 by: profile 的方案")
        if profile == first:
            raise UserError(f"「{name}」：不能叠加在自己上面")
        scheme = over(scheme, _scheme(profile, extra, (), first))
    return scheme


@lru_cache(maxsize=64)
def version(name: str, extra: Path | None = None) -> str:
    """What a scheme says, in twelve hexadecimal digits: of its own file and of all that it extends or is laid over."""
    paths, seen, chain = _paths(extra), sha256(), name.split("+")
    while chain:
        part = chain.pop()
        seen.update(paths[part].read_bytes().replace(b"\r\n", b"\n"))
        parent = _record(paths[part]).get("extends")
        chain += [parent] if isinstance(parent, str) else []
    return seen.hexdigest()[:12]
