"""Scans and pictures: what is on the paper is read into the same form, what is not certain is said, nothing is loaded without need.

The tests that recognise need the extra ``ocr`` and are skipped without it; the others run everywhere. How well scans are read is
measured by benchmarks/scans.py."""

import io
import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

from ziping.cli import main
from ziping.errors import FileRefused
from ziping.form import dump, load
from ziping.formats import scan_chars
from ziping.pipeline import examine, read
from ziping.worker import Worker

OCR = pytest.mark.skipif(
    any(find_spec(part) is None for part in ("numpy", "PIL", "onnxruntime", "rapidocr")), reason="没有装可选组件 ocr，不试识别"
)
PICTURES = pytest.mark.skipif(find_spec("numpy") is None or find_spec("PIL") is None, reason="没有 numpy 和 Pillow，不试图片")
WORDS = ["level1", "level2", "level3"]


@pytest.fixture(scope="module")
def scan(root) -> bytes:
    return (root / "tests/samples/scan-small.jpg").read_bytes()


@pytest.fixture(scope="module")
def read_once(scan):
    """The sample through the reader process, with its limits: reading it is what costs in this file."""
    with Worker() as worker:
        return worker.read(scan), worker.limited


def pdf_of(scan: bytes) -> bytes:
    """The picture as a scanner packs it."""
    from PIL import Image

    sink = io.BytesIO()
    Image.open(io.BytesIO(scan)).save(sink, "PDF", resolution=150)
    return sink.getvalue()


def with_page_before(scan: bytes) -> bytes:
    """A born-digital page, then the picture."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    sink = io.BytesIO()
    canvas = Canvas(sink, pagesize=(425, 261))
    canvas.drawString(72, 200, "cover page, typed")
    canvas.showPage()
    canvas.drawImage(ImageReader(io.BytesIO(scan)), 0, 0, 425, 261)
    canvas.showPage()
    canvas.save()
    return sink.getvalue()


# Recognising


@OCR
def test_斜着扫的盖了章的表_字和数都在原来的格里(read_once):
    reply, _ = read_once
    (form,) = reply["forms"]
    assert (form["title"], form["year"], form["project"]["name"]) == ("项目支出绩效自评表", 2023, "农村公路养护")
    assert [[row[key] for key in WORDS] for row in form["indicators"]] == [
        ["产出指标", "数量指标", "养护里程"],
        ["产出指标", "质量指标", "验收合格率"],
        ["满意度指标", "服务对象满意度指标", "群众满意度"],
    ]
    assert [(row["weight"], row["score"]) for row in form["indicators"]] == [("50", "50"), ("30", "29.58"), ("20", "20")]
    assert (form["total_weight"], form["total_score"]) == ("100", "99.58")


@OCR
def test_每个值都带把握_章下没认准的数请人确认(read_once):
    reply, _ = read_once
    (form,) = reply["forms"]
    assert all(place["confidence"] is not None for place in form["places"].values())
    doubtful = [problem for problem in reply["problems"] if problem["code"] == "doubtful"]
    assert any("群众满意度" in problem["message"] and "把握" in problem["message"] for problem in doubtful)
    rows = {problem["place"]["row"] for problem in doubtful}
    written = {"≥85公里", "100%", "≥90%", "86.5公里", "98.6%", "93%"}
    wrong = [
        path for row in (0, 1, 2) for path in (f"indicators[{row}].target", f"indicators[{row}].actual") if value(form, path) not in written
    ]
    assert all(form["places"][path]["row"] in rows for path in wrong), "认错的数必须有提示"


def value(form: dict, path: str) -> str:
    row, field = int(path[11]), path.rpartition(".")[2]
    return form["indicators"][row][field]


@OCR
@pytest.mark.skipif(sys.platform == "win32", reason="没有 resource 的系统不限内存")
def test_在读取程序的内存限制以内读完(read_once):
    assert read_once[1] is True and read_once[0]["forms"]


@OCR
def test_图片装进PDF_前面另有一页文字_读出来一样(scan, read_once):
    reading = read(with_page_before(scan))
    (form,) = reading.forms
    same = {key for key in dump(form) if key not in ("places", "indicators")}
    assert {key: dump(form)[key] for key in same} == {key: read_once[0]["forms"][0][key] for key in same}
    assert {place.page for place in form.places.values()} == {2}


# Without recognising


def test_没有装可选组件_一句话说清怎么装_退出码是2(root, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(scan_chars, "_PARTS", ("no_such_part",))  # for a reader process that is a copy of this one
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['onnxruntime'] = None\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)  # for one that is started
    assert main(["read", str(root / "tests/samples/scan-small.jpg")]) == 2
    told = capsys.readouterr().err
    assert "pip install 'ziping[ocr]'" in told and "--no-index --find-links" in told and "Traceback" not in told


@PICTURES
def test_没有装可选组件_扫描的PDF也是这句话(scan, monkeypatch):
    monkeypatch.setattr(scan_chars, "_PARTS", ("no_such_part",))
    with pytest.raises(FileRefused, match="ziping\\[ocr\\]"):
        read(pdf_of(scan))


@PICTURES
def test_没有装可选组件_有字的页照读_没读的页点名(scan, monkeypatch):
    monkeypatch.setattr(scan_chars, "_PARTS", ("no_such_part",))
    problems = read(with_page_before(scan)).problems
    (left,) = [problem for problem in problems if problem.code == "unreadable"]
    assert "第 2 页" in left.message and left.place is not None and left.place.page == 2


def test_不读扫描件就一样识别的东西都不装载(root):
    code = (
        "import sys\nfrom ziping.pipeline import read\n"
        "for name in ('docx', 'xlsx', 'pdf', 'txt'): read(open(f'examples/department-2020.{name}', 'rb').read())\n"
        "print([name for name in ('numpy', 'PIL', 'onnxruntime', 'rapidocr', 'cv2') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True, timeout=300)
    assert done.stdout.strip() == "[]"


@PICTURES
@pytest.mark.parametrize(
    "data", [b"\xff\xd8\xff\xe0" + bytes(100), b"\x89PNG\r\n\x1a\n" + bytes(50), b"II*\0" + bytes(40)], ids=["jpg", "png", "tif"]
)
@OCR
def test_坏图片是一句话(data):
    with pytest.raises(FileRefused, match="图片"):
        read(data)


@PICTURES
def test_斜着的格线也找得全():
    import numpy as np
    from PIL import Image, ImageDraw

    from ziping.formats.ruled import frames
    from ziping.formats.scan_page import prepared

    page = Image.new("L", (900, 600), 255)
    pen = ImageDraw.Draw(page)
    for y in (100, 160, 220, 400):
        pen.line((80, y, 820, y), fill=0, width=2)
    for x in (80, 300, 820):
        pen.line((x, 100, x, 400), fill=0, width=2)
    pen.line((560, 160, 560, 400), fill=0, width=2)
    noisy = np.asarray(page.rotate(1.3, Image.Resampling.BICUBIC, fillcolor=255), np.int16)
    noise = np.random.default_rng(4).integers(-30, 30, noisy.shape)
    sheet = prepared(Image.fromarray(np.clip(noisy + noise, 0, 255).astype(np.uint8)), (432.0, 288.0))
    across, down = ([(at / sheet.unit, a / sheet.unit, b / sheet.unit) for at, a, b in rules] for rules in (sheet.across, sheet.down))
    (frame,) = frames(across, down)
    assert [(slot.row, slot.col, slot.rows, slot.cols) for slot in frame.slots] == [
        (0, 0, 1, 1), (0, 1, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1), (1, 2, 1, 1), (2, 0, 1, 1), (2, 1, 1, 1), (2, 2, 1, 1),
    ]  # fmt: skip


@PICTURES
def test_红章擦掉_章下的黑字和别处的红字都留着():
    import numpy as np
    from PIL import Image, ImageDraw

    from ziping.formats.scan_page import prepared

    page = Image.new("RGB", (900, 600), "white")
    pen = ImageDraw.Draw(page)
    pen.ellipse((300, 100, 620, 420), fill=(230, 60, 60))
    pen.rectangle((440, 240, 480, 280), fill=(20, 5, 5))  # print under the seal
    pen.rectangle((100, 500, 130, 520), fill=(200, 20, 20))  # a number written in red
    ink = prepared(page, (432.0, 288.0)).ink
    assert not ink[150:200, 400:500].any() and ink[245:275, 445:475].all() and np.mean(ink[502:518, 102:128]) > 0.9


# A failed sum and an uncertain number point at each other


def scanned_form(root, **changes: str):
    data = dump(read((root / "examples/department-2020.docx").read_bytes()).forms[0])
    for place in data["places"].values():
        place["confidence"] = "0.99"
    data["indicators"][6]["score"] = "4.5"
    for path, sure in changes.items():
        data["places"][f"indicators[6].{path}"]["confidence"] = sure
    return load(data)[0]


def findings(form, code: str):
    return [finding for finding in examine(form).findings if finding.code == code]


def test_合计对不上时点出没认准的得分(root):
    (finding,) = findings(scanned_form(root, score="0.62"), "SC110")
    assert "扫描件" in finding.message and "「4.5」（把握 0.62）" in finding.message and "indicators[6].score" in finding.also


def test_都认准了就不提扫描(root):
    (finding,) = findings(scanned_form(root), "SC110")
    assert "扫描件" not in finding.message


def test_没认准的文字不算在合计里(root):
    (finding,) = findings(scanned_form(root, level3="0.30"), "SC110")
    assert "扫描件" not in finding.message
