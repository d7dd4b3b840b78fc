"""Comments into the user's own file: each at its cell, nothing else changed; what cannot be placed is said and not lost."""

import io
import re
import zipfile
from pathlib import Path

import docx as python_docx
import openpyxl
import pypdfium2.raw as pdfium
import pytest
from lxml import etree
from openpyxl.comments import Comment as OpenpyxlComment
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from office_parts import W, book, p, rows, saved, tbl, tc, tr, word, zipped
from pdf_drawing import FONT, table
from ziping.cli import main
from ziping.errors import UserError
from ziping.form import Form
from ziping.formats import docx_annotate, pdf_annotate, read, xlsx_annotate
from ziping.formats.comments import Comment
from ziping.formats.pdf_read import placed
from ziping.grid import Place
from ziping.output.annotate import annotate
from ziping.pipeline import examine
from ziping.pipeline import read as read_forms

EXAMPLES = Path(__file__).parents[1] / "examples"
CARRIERS = ("docx", "xlsx", "pdf")
CODECS = {"docx": docx_annotate, "xlsx": xlsx_annotate, "pdf": pdf_annotate}


def example(carrier: str) -> bytes:
    return (EXAMPLES / f"department-2020.{carrier}").read_bytes()


def note(
    where: Place | None, text: str = "【错误 MN103】执行率不符\n处理：改正", severity: str = "error", quote: str | None = None
) -> Comment:
    return Comment(where, "ziping 自评", severity, text, quote)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(before: bytes, after: bytes) -> set[str]:
    old, new = parts(before), parts(after)
    return {name for name in old | new if old.get(name) != new.get(name)}


def without_marks(document: bytes) -> bytes:
    """A Word part, canonical, without comment marks."""
    root = etree.fromstring(document)
    for mark in root.xpath("//w:commentRangeStart | //w:commentRangeEnd | //w:r[w:commentReference]", namespaces={"w": W}):
        mark.getparent().remove(mark)
    return etree.tostring(root, method="c14n")


def word_comments(data: bytes) -> dict[str, str]:
    """Comment text → text of the paragraph that it stands at."""
    found = {}
    for paragraph in etree.fromstring(parts(data)["word/document.xml"]).iter(f"{{{W}}}p"):
        for mark in paragraph.iter(f"{{{W}}}commentReference"):
            found[mark.get(f"{{{W}}}id")] = "".join(paragraph.itertext())
    notes = etree.fromstring(parts(data)["word/comments.xml"])
    return {"\n".join("".join(q.itertext()) for q in each): found[each.get(f"{{{W}}}id")] for each in notes}


def excel_comments(data: bytes) -> dict[str, str]:
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    return {f"{s.title}!{c.coordinate}": c.comment.text for s in workbook for line in s.iter_rows() for c in line if c.comment}


def pdf_notes(data: bytes) -> list[tuple[int, str, str, tuple[float, float, float, float]]]:
    """Page, kind, text and box of every note."""
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    found = []
    for number in range(pdfium.FPDF_GetPageCount(document)):
        page = pdfium.FPDF_LoadPage(document, number)
        for at in range(pdfium.FPDFPage_GetAnnotCount(page)):
            mark, box = pdfium.FPDFPage_GetAnnot(page, at), pdfium.FS_RECTF()
            size = pdfium.FPDFAnnot_GetStringValue(mark, b"Contents", None, 0)
            text = (pdfium.FPDF_WCHAR * (size // 2))()
            pdfium.FPDFAnnot_GetStringValue(mark, b"Contents", text, size)
            pdfium.FPDFAnnot_GetRect(mark, box)
            kind = {pdfium.FPDF_ANNOT_TEXT: "note", pdfium.FPDF_ANNOT_HIGHLIGHT: "highlight"}[pdfium.FPDFAnnot_GetSubtype(mark)]
            found.append((number + 1, kind, bytes(text).decode("utf-16-le").rstrip("\0"), (box.left, box.bottom, box.right, box.top)))
            pdfium.FPDFPage_CloseAnnot(mark)
        pdfium.FPDF_ClosePage(page)
    pdfium.FPDF_CloseDocument(document)
    return found


# All carriers


@pytest.mark.parametrize("carrier", CARRIERS)
def test_加了批注_读出的表还是同一份(carrier):
    data = example(carrier)
    cells = [cell for grid in read(data, carrier) for cell in grid.cells]
    written, homeless = CODECS[carrier].annotate(data, [note(cell.where, quote=cell.text) for cell in cells])
    assert homeless == () and written != data
    assert read(written, carrier) == read(data, carrier)


@pytest.mark.parametrize("carrier", CARRIERS)
def test_没有批注就一个字节也不改(carrier):
    assert CODECS[carrier].annotate(example(carrier), []) == (example(carrier), ())


@pytest.mark.parametrize("carrier", CARRIERS)
def test_同样的批注写出同样的字节(carrier):
    again = [CODECS[carrier].annotate(example(carrier), [note(None), note(None, "另一条")])[0] for _ in range(2)]
    if carrier == "pdf":  # PDFium gives each update an identity of its own
        again = [re.sub(rb"/ID\[.*?\]", b"", each) for each in again]
    assert again[0] == again[1]


@pytest.mark.parametrize("carrier", CARRIERS)
def test_每个问题都在批注里_没有格的也在(carrier):
    data = example(carrier)
    results = [examine(form) for form in read_forms(data).forms]
    copy = annotate(data, carrier, f".{carrier}", results)
    said = {"docx": lambda d: word_comments(d), "xlsx": lambda d: excel_comments(d).values(), "pdf": lambda d: [n[2] for n in pdf_notes(d)]}
    text = "\n".join(said[carrier](copy.data))
    assert copy.own and all(f"{finding.code}】{finding.message}\n依据：{finding.basis}" in text for finding in results[0].findings)


# Word


def test_docx_只多了批注的标记():
    data = example("docx")
    written, _ = docx_annotate.annotate(data, [note(cell.where) for cell in read(data, "docx")[0].cells])
    assert changed(data, written) == {"word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
    assert without_marks(parts(written)["word/document.xml"]) == etree.tostring(
        etree.fromstring(parts(data)["word/document.xml"]), method="c14n"
    )


def test_docx_原文的字节都在_次序不变():
    body = "<w:p  ><w:r><w:t xml:space='preserve'>标题 &#169;</w:t></w:r></w:p>\r\n" + tbl(tr(tc("甲"), tc("<w:p />")))
    before = parts(word(body))["word/document.xml"]
    after = parts(docx_annotate.annotate(word(body), [note(Place(1, 1, table=1)), note(Place(1, 2, table=1))])[0])["word/document.xml"]
    rest = iter(after)
    opened = before.replace(b"<w:p />", b"<w:p ></w:p>")  # what was empty had to be opened
    assert all(byte in rest for byte in opened)


def test_docx_批注落在表格的那一格():
    inner = tbl(tr(tc("里层")))
    data = word(p("题") + tbl(tr(tc("甲"), tc(p("乙") + inner + p("")))) + tbl(tr(tc("丙"))))
    asked = {"里层": Place(1, 1, table=2), "丙": Place(1, 1, table=3), "乙": Place(1, 2, table=1), "题": Place(1, 1, line=1)}
    written, homeless = docx_annotate.annotate(data, [note(where, text) for text, where in asked.items()])
    assert homeless == () and word_comments(written) == {text: text for text in asked}


def test_docx_合并单元格的批注在第一格():
    data = word(tbl(tr(tc("合", '<w:vMerge w:val="restart"/>'), tc("1")), tr(tc("", "<w:vMerge/>"), tc("2"))))
    written, homeless = docx_annotate.annotate(data, [note(Place(1, 1, table=1), "问"), note(Place(2, 1, table=1), "没有这一格")])
    assert [comment.text for comment in homeless] == ["没有这一格"] and word_comments(written)["问"] == "合"


def test_docx_原有的批注留着_编号不撞():
    old = f'<w:comments xmlns:w="{W}"><w:comment w:id="7" w:author="李">{p("旧")}</w:comment></w:comments>'
    marks = '<w:commentRangeStart w:id="7"/><w:r><w:t>甲</w:t></w:r><w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    names = parts(word(tbl(tr(tc(f"<w:p>{marks}</w:p>")))))
    names |= {"word/comments.xml": old.encode()}
    rels = f'<Relationships xmlns="{space}"><Relationship Id="rId1" Type="{kind}" Target="comments.xml"/></Relationships>'
    data = zipped(**names, **{"word/_rels/document.xml.rels": rels})
    written, _ = docx_annotate.annotate(data, [note(Place(1, 1, table=1), "新")])
    assert word_comments(written) == {"旧": "甲", "新": "甲"}
    assert parts(written)["word/comments.xml"].startswith(old.encode().removesuffix(b"</w:comments>"))


def test_docx_文本框里的格_批注放在框所在的段():
    box = f"<w:p><w:r><w:t>框外</w:t></w:r><w:r><w:pict><v:textbox><w:txbxContent>{tbl(tr(tc('框内')))}</w:txbxContent></v:textbox></w:pict></w:r></w:p>"
    written, _ = docx_annotate.annotate(word(box), [note(Place(1, 1, table=1), "问")])
    mark = next(etree.fromstring(parts(written)["word/document.xml"]).iter(f"{{{W}}}commentReference"))
    assert not list(mark.iterancestors(f"{{{W}}}txbxContent"))


def test_docx_修订_图片_页眉都不动():
    document = python_docx.Document(io.BytesIO(example("docx")))
    document.sections[0].header.paragraphs[0].text = "自评材料"
    cell = next(cell for row in document.tables[0].rows for cell in row.cells if cell.text == "98.18")
    inserted = cell.paragraphs[0].runs[0]._r
    inserted.addprevious(etree.fromstring(f'<w:ins xmlns:w="{W}" w:id="901" w:author="李会计"/>'))
    inserted.getprevious().append(inserted)
    document.paragraphs[-1].add_run().add_picture(str(Path(__file__).parent / "samples" / "scan-small.jpg"))
    out = io.BytesIO()
    document.save(out)
    data = out.getvalue()
    where = next(c.where for grid in read(data, "docx") for c in grid.cells if c.text == "98.18")
    written, homeless = docx_annotate.annotate(data, [note(where, "总分不符")])
    assert homeless == () and word_comments(written) == {"总分不符": "98.18"}
    old, new = parts(data), parts(written)
    assert without_marks(old["word/document.xml"]) == without_marks(new["word/document.xml"])
    assert {name for name in changed(data, written) if name in old} <= {
        "word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml", "word/comments.xml"
    }  # fmt: skip


def test_docx_别的程序也认得():
    written, _ = docx_annotate.annotate(example("docx"), [note(Place(4, 9, table=1)), note(Place(1, 1, table=1), "一<二>&三")])
    comments = list(python_docx.Document(io.BytesIO(written)).comments)
    assert [(c.author, c.text) for c in comments] == [("ziping 自评", "【错误 MN103】执行率不符\n处理：改正"), ("ziping 自评", "一<二>&三")]


# Excel


def test_xlsx_只多了批注的部分():
    data = example("xlsx")
    written, _ = xlsx_annotate.annotate(data, [note(cell.where) for cell in read(data, "xlsx")[0].cells])
    new = {"xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/worksheets/_rels/sheet1.xml.rels"}
    assert changed(data, written) == new | {"xl/worksheets/sheet1.xml", "[Content_Types].xml"}
    sheet = re.sub(rb"<legacyDrawing[^>]*/>", b"", parts(written)["xl/worksheets/sheet1.xml"])
    assert sheet == parts(data)["xl/worksheets/sheet1.xml"]


def test_xlsx_同一格的几条合成一条_合并区写在首格():
    workbook = openpyxl.Workbook()
    workbook.active.title = "表"
    workbook.active["B2"] = "合"
    workbook.active.merge_cells("B2:C3")
    written, homeless = xlsx_annotate.annotate(saved(workbook), [note(Place(2, 2, sheet="表"), "一"), note(Place(3, 3, sheet="表"), "二")])
    assert homeless == () and excel_comments(written) == {"表!B2": "一\n\n二"}


def test_xlsx_原有的批注留着_同一格的接在后面():
    workbook = openpyxl.Workbook()
    workbook.active.title = "表"
    workbook.active["A1"], workbook.active["A2"] = "甲", "乙"
    workbook.active["A1"].comment = OpenpyxlComment("旧的", "李")
    data = saved(workbook)
    written, _ = xlsx_annotate.annotate(data, [note(Place(1, 1, sheet="表"), "新一"), note(Place(2, 1, sheet="表"), "新二")])
    assert excel_comments(written) == {"表!A1": "旧的\n\n新一", "表!A2": "新二"}
    drawing = next(text for name, text in parts(written).items() if "vml" in name.lower()).decode()
    shapes = re.findall(r'<\w+:shape [^>]*?\bid="([^"]+)"', drawing)
    assert len(shapes) == len(set(shapes)) == 2 and etree.fromstring(drawing) is not None
    again, _ = xlsx_annotate.annotate(written, [note(Place(1, 1, sheet="表"), "又一")])
    assert excel_comments(again)["表!A1"] == "旧的\n\n新一\n\n又一"


def test_xlsx_别的工作表不动():
    workbook = openpyxl.Workbook()
    workbook.active.title = "甲"
    workbook.active["A1"] = "=1+1"
    other = workbook.create_sheet("乙")
    other["A1"] = "x"
    other["A1"].comment = OpenpyxlComment("乙的", "李")
    data = saved(workbook)
    written, _ = xlsx_annotate.annotate(data, [note(Place(1, 1, sheet="甲"), "甲的")])
    assert excel_comments(written) == {"甲!A1": "甲的", "乙!A1": "乙的"}
    assert not [name for name in changed(data, written) if "sheet2" in name or name in ("xl/styles.xml", "xl/workbook.xml")]
    etree.fromstring(parts(written)["xl/drawings/vmlDrawing1.vml"])
    blocks = [re.search(r'idmap[^>]*data="(\d+)"', text.decode())[1] for name, text in parts(written).items() if "vml" in name.lower()]
    assert len(set(blocks)) == len(blocks) == 2


def test_xlsx_有讨论串的格不动_另写在首格():
    thread = '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="B1" id="{1}"/></ThreadedComments>'
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    rels = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="t" Type="{kind}" Target="../threadedComments/threadedComment1.xml"/></Relationships>'
    cells = '<c r="A1" t="str"><v>甲</v></c><c r="B1" t="str"><v>乙</v></c>'
    more = {"xl/threadedComments/threadedComment1.xml": thread, "xl/worksheets/_rels/sheet1.xml.rels": rels}
    data = book(rows(cells), more=more)
    written, homeless = xlsx_annotate.annotate(data, [note(Place(1, 2, sheet="表"), "问")])
    assert [c.text for c in homeless] == ["问"] and parts(written)["xl/threadedComments/threadedComment1.xml"] == thread.encode()
    assert re.findall(r'<comment ref="(\w+)"', parts(written)["xl/comments1.xml"].decode()) == ["A1"]


def test_xlsx_指向批注的一行在该在的地方():
    data = book(rows("<c/>") + '<pageMargins left="1"/><tableParts count="0"/>')
    sheet = parts(xlsx_annotate.annotate(data, [note(None)])[0])["xl/worksheets/sheet1.xml"]
    assert [etree.QName(child).localname for child in etree.fromstring(sheet)] == [
        "sheetData",
        "pageMargins",
        "legacyDrawing",
        "tableParts",
    ]


# PDF


def test_pdf_原文件是结果的开头():
    data = example("pdf")
    written, _ = pdf_annotate.annotate(data, [note(None)])
    assert written.startswith(data) and len(written) - len(data) < 3000


def test_pdf_批注盖在那一格上_中文完整():
    data = example("pdf")
    spot = next(spot for spot in placed(data)[0] if spot.text == "98.18")
    written, _ = pdf_annotate.annotate(data, [note(spot.where, "【错误 SC110】总分𠮷不符\n第二行", quote="98.18")])
    [(page, kind, text, (left, bottom, right, top))] = pdf_notes(written)
    assert (page, kind, text) == (1, "highlight", "【错误 SC110】总分𠮷不符\n第二行")
    x0, y0, x1, y1 = spot.box
    assert x0 < left < right < x1 and 841.9 - y1 < bottom < top < 841.9 - y0


def test_pdf_同一格的几条各占一段():
    data = example("pdf")
    spot = next(spot for spot in placed(data)[0] if spot.text == "98.18")
    notes = pdf_notes(pdf_annotate.annotate(data, [note(spot.where, str(n), quote="98.18") for n in range(3)])[0])
    assert [n[2] for n in notes] == ["0", "1", "2"] and notes[0][3][2] <= notes[1][3][0] + 0.01 and notes[1][3][2] <= notes[2][3][0] + 0.01


def test_pdf_标题行和首格地址相同时由文字决定():
    data = example("pdf")
    title, cell = "部门整体自评表", "部门(单位)名称"
    where = Place(1, 1, page=1)
    heights = [pdf_notes(pdf_annotate.annotate(data, [note(where, quote=quote)])[0])[0][3][1] for quote in (title, cell)]
    assert heights[0] > heights[1]
    _, homeless = pdf_annotate.annotate(data, [note(where, quote="别的字")])
    assert len(homeless) == 1


def test_pdf_可以再加一次():
    once, _ = pdf_annotate.annotate(example("pdf"), [note(None, "一")])
    twice, _ = pdf_annotate.annotate(once, [note(None, "二")])
    assert twice.startswith(once) and [n[2] for n in pdf_notes(twice)] == ["一", "二"]


def test_pdf_只限制修改_横放的页_批注也在那一格():
    def drawn(turn: int) -> bytes:
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=(595, 842), encrypt=StandardEncryption("", ownerPassword="owner"))
        canvas.setFont(FONT, 10)
        canvas.setPageRotation(turn)
        table([["总分", "98.18"]], top=500)(canvas)
        canvas.showPage()
        canvas.save()
        return out.getvalue()

    for turn in (0, 90):
        data = drawn(turn)
        spot = next(spot for spot in placed(data)[0] if spot.text == "98.18")
        [(page, kind, text, (left, _, right, _))] = pdf_notes(pdf_annotate.annotate(data, [note(spot.where, "总分不符", quote="98.18")])[0])
        assert (page, kind, text) == (1, "highlight", "总分不符") and 150 < left < right < 250


# Which copy


def test_不能加批注的格式_写官方版式并说明():
    data = (EXAMPLES / "department-2020.txt").read_bytes()
    results = [examine(form) for form in read_forms(data).forms]
    for suffix in (".docx", ".xlsx", ".pdf", ".html"):
        copy = annotate(data, "text", suffix, results)
        assert not copy.own and "不能加批注" in copy.words and "官方版式" in copy.words
        assert read_forms(copy.data).forms[0].total_score == "98.18"


def test_扩展名与原件不同_写官方版式并说明():
    copy = annotate(example("docx"), "docx", ".xlsx", [examine(form) for form in read_forms(example("docx")).forms])
    assert not copy.own and "不是一种格式" in copy.words and "MN103" in "".join(excel_comments(copy.data).values())


def test_写不了的扩展名有一句话():
    with pytest.raises(UserError, match="扩展名应是 .docx"):
        annotate(example("docx"), "docx", ".pages", [])


def test_没有宏的工作簿不写成_xlsm():
    with pytest.raises(UserError, match="没有宏"):
        annotate(example("xlsx"), "xlsx", ".xlsm", [])


def test_没有位置的问题写在标题处_一份表一条():
    data = word(p("项目支出绩效自评表") + tbl(tr(tc("甲"))))
    form = Form.model_validate({"kind": "project", "title": "项目支出绩效自评表", "places": {"title": {"line": 1, "row": 1, "col": 1}}})
    result = examine(form)
    loose = [finding.model_copy(update={"place": None}) for finding in result.findings][:2]
    assert len(loose) == 2
    copy = annotate(data, "docx", ".docx", [result.model_copy(update={"findings": tuple(loose)})])
    [(text, where)] = word_comments(copy.data).items()
    assert where == "项目支出绩效自评表" and all(finding.message in text for finding in loose)


# The command


def test_命令写出批注本_不动原件(capsys, tmp_path):
    source, out = tmp_path / "表.docx", tmp_path / "批注.docx"
    source.write_bytes(example("docx"))
    assert main(["check", str(source), "--annotate", str(out)]) == 1
    assert "批注" in capsys.readouterr().out and "MN103" in str(word_comments(out.read_bytes())) and source.read_bytes() == example("docx")


def test_批注本不会写在原件上_也不覆盖别的文件(capsys, tmp_path):
    source, other = tmp_path / "表.docx", tmp_path / "别的.docx"
    source.write_bytes(example("docx"))
    other.write_bytes(b"mine")
    assert main(["check", str(source), "--annotate", str(source), "--force"]) == 2
    assert main(["check", str(source), "--annotate", str(other), "--html", str(tmp_path / "r.html")]) == 2
    assert source.read_bytes() == example("docx") and other.read_bytes() == b"mine" and not (tmp_path / "r.html").exists()


def test_JSON_输出不夹杂说明(capsys, tmp_path):
    import json

    assert main(["check", str(EXAMPLES / "department-2020.txt"), "--json", "--annotate", str(tmp_path / "a.xlsx")]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["forms"] and "官方版式" in err


def test_网页报告画出表格_编号与清单对上(tmp_path):
    out = tmp_path / "r.html"
    main(["check", str(EXAMPLES / "department-2020.docx"), "--html", str(out)])
    page = etree.HTML(out.read_text(encoding="utf-8"))
    links = page.xpath("//table[@class='paper']//sup/a/@href")
    assert len(links) > 5 and set(links) <= {f"#{each}" for each in page.xpath("//@id")}
    [cell] = page.xpath("//table[@class='paper']//td[contains(., '102%以内')]")
    assert "error" in cell.get("class")


def test_网页报告不认得版式时只有清单(tmp_path):
    source, out = tmp_path / "a.json", tmp_path / "r.html"
    source.write_text('{"kind": "project", "title": "项目支出绩效自评表"}', encoding="utf-8")
    main(["check", str(source), "--html", str(out)])
    page = etree.HTML(out.read_text(encoding="utf-8"))
    assert not page.xpath("//table[@class='paper']") and page.xpath("//div[contains(@class, 'finding')]")
