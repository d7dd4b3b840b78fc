"""Steps 1 to 3: bytes → grids → forms. A reader process needs no more than this, and so imports no rule and no check."""

from ziping import formats, layouts
from ziping.errors import FileRefused
from ziping.form import Form, Problem, load_many
from ziping.form.register import Register
from ziping.frozen import dataclass

__all__ = ["Reading", "read", "read_list"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file held: its forms and what could not be read as it stands."""

    forms: tuple[Form, ...]
    problems: tuple[Problem, ...]


def read(data: bytes, carrier: str | None = None) -> Reading:
    """Steps 1–3: the forms in one file. ``carrier`` overrides what the content says. FileRefused if nothing can be read at all."""
    kind = carrier or formats.sniff(data)
    if kind == "json":
        try:
            loaded = load_many(data.decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise FileRefused("JSON 文件不是 UTF-8 编码，请另存为 UTF-8") from None
        return Reading(tuple(form for form, _ in loaded), tuple(problem for _, problems in loaded for problem in problems))
    forms, problems = layouts.read(formats.read(data, kind))
    return Reading(tuple(forms), tuple(problems))


def read_list(data: bytes, carrier: str | None = None) -> Register:
    """A list of approved projects or units in a file. FileRefused if it holds none."""
    kind = carrier or formats.sniff(data)
    if kind == "json":
        raise FileRefused("名单应是表格文件（xlsx、xls、csv、docx），不是 JSON")
    return layouts.read_register(formats.read(data, kind))
