"""An Office container that is added to: parts that nobody asked to change go over byte for byte, in their old order."""

import posixpath
from io import BytesIO
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from lxml import etree

from ziping.formats.markup import Markup
from ziping.formats.zipped import Parts, open_parts

__all__ = ["Package", "has_macros"]

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "[Content_Types].xml"


class Package:
    """The parts of an opened container, and what has been changed of them so far."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._changed: dict[str, bytes] = {}  # by name in small letters
        self._added: dict[str, str] = {}  # their names as written

    def has(self, name: str) -> bool:
        """Whether there is such a part, old or new."""
        return name.lower() in self._changed or self.parts.has(name)

    def names(self) -> list[str]:
        """The names of all parts, old and new, in small letters."""
        return [*self.parts.names, *self._added]

    def read(self, name: str) -> bytes:
        """The bytes of a part as they stand now."""
        return self._changed[name.lower()] if name.lower() in self._changed else self.parts.read(name)

    def markup(self, name: str) -> Markup:
        """A part of the original, ready to be added to."""
        return Markup(self.parts.read(name), self.parts.tree(name))

    def write(self, name: str, data: bytes) -> None:
        """Set the bytes of a part, old or new; an old one keeps its name and place."""
        self._changed[name.lower()] = data
        if not self.parts.has(name):
            self._added.setdefault(name.lower(), name)

    def free(self, pattern: str) -> str:
        """The first unused part name of a pattern with ``{}`` for the number, from 1."""
        number = 1
        while self.has(pattern.format(number)):
            number += 1
        return pattern.format(number)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Relate ``part`` to another part; ``kind`` is the whole address of the relation's type. Returns the relation's id."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", name + ".rels")
        written = self.read(rels) if self.has(rels) else f'{_HEAD}<Relationships xmlns="{_RELATIONS}"></Relationships>'.encode()
        root = _tree(written)
        taken = {(item.get("Id") or "").lower() for item in root}
        number = len(taken) + 1
        while f"rid{number}" in taken:
            number += 1
        path = posixpath.relpath(target, folder or ".")
        markup = Markup(written, root)
        tag = root.prefix + ":" if root.prefix else ""
        markup.last(root, f'<{tag}Relationship Id="rId{number}" Type="{kind}" Target={quoteattr(path)}/>')
        self.write(rels, markup.bytes())
        return f"rId{number}"

    def declare(self, part: str, kind: str) -> None:
        """Enter the content type of a new part, unless an entry was left over from one of that name."""
        if self.has(_TYPES) and any((item.get("PartName") or "").lower() == "/" + part.lower() for item in _tree(self.read(_TYPES))):
            return
        self._enter(f'Override PartName={quoteattr("/" + part)} ContentType="{kind}"')

    def declare_suffix(self, suffix: str, kind: str) -> None:
        """Enter the content type of all parts with an ending, unless the container has one for it."""
        if self.has(_TYPES) and any((item.get("Extension") or "").lower() == suffix for item in _tree(self.read(_TYPES))):
            return
        self._enter(f'Default Extension="{suffix}" ContentType="{kind}"')

    def _enter(self, line: str) -> None:
        if not self.has(_TYPES):  # no program opens such a container; it has only been seen in tests
            return
        root = _tree(self.read(_TYPES))
        markup = Markup(self.read(_TYPES), root)
        tag = root.prefix + ":" if root.prefix else ""
        markup.last(root, f"<{tag}{line}/>")
        self.write(_TYPES, markup.bytes())

    def bytes(self) -> bytes:
        """The container: old parts in their order, then the new ones. No clock is asked: new parts are dated 1980."""
        out = BytesIO()
        with ZipFile(out, "w", ZIP_DEFLATED) as archive:
            for key, entry in self.parts.names.items():
                copy = ZipInfo(entry.filename, entry.date_time)
                copy.compress_type = entry.compress_type if entry.compress_type in (ZIP_STORED, ZIP_DEFLATED) else ZIP_DEFLATED
                copy.external_attr, copy.create_system = entry.external_attr, entry.create_system
                archive.writestr(copy, self._changed[key] if key in self._changed else self.parts.read(key))
            for key, name in self._added.items():
                added = ZipInfo(name)
                added.compress_type = ZIP_DEFLATED
                archive.writestr(added, self._changed[key])
        return out.getvalue()


def _tree(data: bytes) -> etree._Element:
    """The root of a part that ``zipped`` has parsed before, or that was written here."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True))


def has_macros(data: bytes) -> bool:
    """Whether a document or workbook is of the kind with macros (.docm, .xlsm)."""
    parts = open_parts(data, "文件")
    return parts.has(_TYPES) and b"macroEnabled" in parts.read(_TYPES)
