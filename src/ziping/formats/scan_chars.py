"""A line of print as pixels → its characters, each with how sure the reader is. The models come inside the rapidocr wheel.

Only rapidocr's recognition model is used, straight through onnxruntime: the cells of a form are known from its ruled lines, so no
text has to be searched for, and nothing of rapidocr's own code (nor its network) is ever started. One thread, no spare memory: a
page is read in a reader process with a limit of address space.
"""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from ziping.errors import FileRefused

__all__ = ["Char", "characters", "require"]

_HEIGHT = 48  # pixels: what the model was trained on
_WIDEST = 3200  # pixels of one line at that height; a line across an A3 sheet has 2,500
_INSTALL = (
    "pip install 'ziping[ocr]'（不能上网的电脑：先在能上网的电脑上 pip download -d 安装包 'ziping[ocr]'，"
    "拷来后 pip install --no-index --find-links 安装包 'ziping[ocr]'）"
)
_PARTS = ("numpy", "PIL", "onnxruntime", "rapidocr")


class Char(NamedTuple):
    """One character, the probability the model gives it (0 … 1), and where its middle stands along the line (0 … 1)."""

    text: str
    sure: float
    at: float


def require() -> None:
    """Raises FileRefused where a part of the extra ``ocr`` is not installed; imports nothing of it."""
    if any(find_spec(part) is None for part in _PARTS):
        raise FileRefused(f"读取扫描件和图片需要可选组件，请先安装：{_INSTALL}；或提供原来的 Word、Excel、PDF 文件")


@lru_cache(maxsize=1)
def _model() -> tuple[Any, list[str]]:
    """The session and its characters; index 0 stands for nothing."""
    require()
    import onnxruntime

    origin = find_spec("rapidocr")
    assert origin is not None and origin.origin is not None
    found = sorted(Path(origin.origin).parent.glob("models/*rec*.onnx"))
    if not found:
        raise FileRefused(f"装着的 rapidocr 里没有识别模型，读不了扫描件和图片；请重新安装可选组件：{_INSTALL}")
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
    try:
        (given,) = session.run(None, {session.get_inputs()[0].name: pixels})
    except Exception as fault:  # onnxruntime says it in an exception of its own
        if "bad_alloc" in str(fault) or "allocate" in str(fault):
            raise MemoryError from None
        raise
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
