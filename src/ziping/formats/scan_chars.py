"""A line of print as pixels → its characters, each with how sure the reader is. The models come inside the rapidocr wheel.

Only rapidocr's recognition model is used, straight through onnxruntime: the cells of a form are known from its ruled lines, so no
text has to be searched for, and nothing of rapidocr's own code (nor its network) is ever started. One thread, no spare memory: a
page is read in a reader process with a limit of address space.
"""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from ziping.errors import MissingExtra

__all__ = ["Char", "characters", "require"]

_HEIGHT = 48  # pixels: what the model was trained on
_WIDEST = 3200  # pixels of one line at that height; a line across an A3 sheet has 2,500
_PARTS = ("numpy", "PIL", "onnxruntime", "rapidocr")


class Char(NamedTuple):
    """One character, the probability the model gives it (0 … 1), and where its middle stands along the line (0 … 1)."""

    text: str
    sure: float
    at: float


def require() -> None:
    """Raises MissingExtra where a part of the extra ``ocr`` is not installed; imports nothing."""
    if any(find_spec(part) is None for part in _PARTS):
        raise MissingExtra("读取扫描件和图片", "ocr")


@lru_cache(maxsize=1)
def _model() -> tuple[Any, list[str]]:
    """The session and its characters; index 0 stands for nothing."""
    require()
    import onnxruntime

    origin = find_spec("rapidocr")
    assert origin is not None and origin.origin is not None
    found = sorted(Path(origin.origin).parent.glob("models/*rec*.onnx"))
    if not found:
        raise MissingExtra("这一版 rapidocr 不带识别模型；读取扫描件和图片", "ocr")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.enable_cpu_mem_arena = False  # it takes three times the address space, for a tenth of the time
    session = onnxruntime.InferenceSession(str(found[-1]), options, providers=["CPUExecutionProvider"])
    listed = session.get_modelmeta().custom_metadata_map["character"].split("\n")
    while listed and not listed[-1]:
        listed.pop()
    return session, ["", *listed, " "]


def characters(line: Any) -> list[Char]:
    """The characters of one line: a grey picture (rows × columns, 0 black … 255 white), any height."""
    import numpy
    from PIL import Image

    session, known = _model()
    height, width = line.shape
    wide = min(_WIDEST, max(16, round(width * _HEIGHT / height)))
    resized = numpy.asarray(Image.fromarray(line).resize((wide, _HEIGHT), Image.Resampling.BILINEAR), numpy.float32)
    pixels = numpy.ascontiguousarray(numpy.broadcast_to(resized / 127.5 - 1, (1, 3, _HEIGHT, wide)))
    (given,) = session.run(None, {session.get_inputs()[0].name: pixels})
    best = given[0].argmax(axis=1)
    sure = given[0].max(axis=1)
    out: list[Char] = []
    steps = len(best)
    start = 0
    for step in range(1, steps + 1):
        if step < steps and best[step] == best[start]:
            continue
        if best[start]:
            out.append(Char(known[best[start]], float(sure[start:step].max()), (start + step) / 2 / steps))
        start = step
    return out
