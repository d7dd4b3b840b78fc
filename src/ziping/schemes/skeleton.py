"""``ziping schemes --new ID``: a commented start for a bureau's own scheme, valid as it stands."""

import re
from pathlib import Path

from ziping.errors import UserError, reason
from ziping.records import DATA
from ziping.schemes.store import names_taken

__all__ = ["create"]

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")


def create(name: str, folder: Path, *, region: str | None = None, kind: str = "project") -> Path:
    """Write ``folder/schemes/<name>.yml`` and return its path. UserError if the name is not fit or taken; nothing is overwritten."""
    if not _ID.fullmatch(name):
        raise UserError(f"编号「{name}」应由小写字母、数字和连字符组成，如 my-county-2025-project")
    path = folder / "schemes" / f"{name}.yml"
    if path.exists():
        raise UserError(f"{path} 已经存在，不会覆盖；请换一个编号")
    if name in names_taken():
        raise UserError(f"编号「{name}」是自带的方案，请换一个")
    text = (DATA / "skeletons" / "scheme.yml").read_text(encoding="utf-8")
    text = text.replace("{id}", name).replace("{region}", region or "000000").replace("{kind}", kind)
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"{path} 写不进去（{reason(error)}）") from None
    return path
