"""What a form leaves behind: its edits by cell, whole forms that were kept, a copy with notes, everything in one zip."""

import io
import zipfile

import pytest
from django.core.files.base import ContentFile

from ziping import formats
from ziping_web.filings import services, structure
from ziping_web.filings.history import edit_lines, edits_of
from ziping_web.filings.models import Attachment, Draft, Filing
from ziping_web.filings.services import Change
from ziping_web.people.models import Account


@pytest.fixture
def draft(web) -> Filing:
    return Filing.objects.select_related("round", "node").get(node__code="201002", round__closed=False, project_name="校舍维修改造")


def clerk() -> Account:
    return Account.objects.get(login="tianbao")


def save(filing: Filing, row: int, field: str, text: str) -> str:
    held = Draft.objects.get(filing=filing)
    cell = f"indicators.{held.rows['indicators'][row]}.{field}"
    services.save_cells(filing, [Change(cell, text, held.serial)], clerk())
    return cell


def texts(data: bytes, carrier: str) -> str:
    return "\n".join(text for grid in formats.read(data, carrier) for cell in grid.cells for text in (cell.text,))


def test_谁在什么时候把哪一格从什么改成什么_都在修改记录里(web, draft):
    cell = save(draft, 0, "actual", "14间")
    page = web("shenji").get(f"/filings/{draft.pk}/edits")
    first = page.context["lines"][0]
    assert (first.by, first.cell, first.before, first.after) == ("林小满", cell, "12间", "14间")
    assert first.label in page.content.decode() and "维修教室间数" in first.label


def test_只看一行的改动(web, draft):
    save(draft, 0, "actual", "14间")
    other = save(draft, 1, "actual", "900平方米")
    page = web("tianbao").get(f"/filings/{draft.pk}/edits", {"cell": other.rpartition(".")[0]})
    assert {line.cell for line in page.context["lines"]} == {other}
    assert web("tianbao").get(f"/filings/{draft.pk}/edits", {"cell": "indicators.9999"}).context["cell"] == ""


def test_删掉的行用原来的名称说_留着原来的内容(draft):
    key = save(draft, 0, "actual", "14间").split(".")[1]
    structure.remove_row(draft, "indicators", key, clerk(), seen=99)
    removed, changed = edit_lines(draft, Draft.objects.get(filing=draft), edits_of(draft))[:2]
    assert removed.how == "删行" and "维修教室间数" in removed.label and "14间" in removed.before and removed.after is None
    assert "维修教室间数" in changed.label and not changed.cell


def test_加行移行撤销行_没有一条是程序的话(draft):
    held = Draft.objects.get(filing=draft)
    structure.add_row(draft, "indicators", clerk(), after=held.rows["indicators"][0], seen=99)
    structure.move_row(draft, "indicators", held.rows["indicators"][1], clerk(), steps=1, seen=99)
    structure.undo_rows(draft, "indicators", clerk(), seen=99)
    lines = edit_lines(draft, Draft.objects.get(filing=draft), edits_of(draft))[:3]
    assert [line.how for line in lines] == ["撤销行操作", "移行", "加行"]
    assert not any("{" in str(text) or "added" in str(text) for line in lines for text in (line.before, line.after))


def test_留存的整份表可以下载_是当时的内容(web, draft):
    kept = services.keep(draft, "导入文件前", clerk())
    save(draft, 0, "actual", "14间")
    client = web("jixiao")
    assert "导入文件前" in client.get(f"/filings/{draft.pk}/edits").content.decode()
    said = texts(client.get(f"/filings/{draft.pk}/kept/{kept.number}/docx").content, "docx")
    assert "12间" in said and "14间" not in said
    assert client.get(f"/filings/{draft.pk}/kept/999/docx").status_code == 404


def test_带批注的表_问题写在纸上(web, draft):
    save(draft, 0, "score", "99")
    for carrier in ("docx", "xlsx"):
        answer = web("tianbao").get(f"/filings/{draft.pk}/noted/{carrier}")
        assert "SC106" in _whole(answer.content)
    assert web("tianbao").get(f"/filings/{draft.pk}/noted/html").status_code == 404


def _whole(data: bytes) -> str:
    """All text of an Office file, its comments too."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


def test_全部材料一个压缩包_表_意见书_经过_附件都在_丢了的附件说明(web, draft):
    cell = save(draft, 0, "actual", "14间").rpartition(".")[0]
    for name, data in (("合同:1/2.pdf", b"%PDF"), ("丢了.jpg", b"x")):
        Attachment.objects.create(filing=draft, cell=cell, name=name, size=len(data), file=ContentFile(data, "a"), by=clerk())
    lost = Attachment.objects.get(name="丢了.jpg")
    lost.file.storage.delete(lost.file.name)
    answer = web("shenji").get(f"/filings/{draft.pk}/dossier")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as book:
        assert book.testzip() is None
        names = set(book.namelist())
        assert names == {
            "自评表.docx",
            "自评表.pdf",
            "审核意见书.docx",
            "经过与检查结果.xlsx",
            "佐证材料/01-合同_1_2.pdf",
            "缺少的附件.txt",
        }
        assert book.read("佐证材料/01-合同_1_2.pdf") == b"%PDF"
        assert "丢了.jpg" in book.read("缺少的附件.txt").decode()
        assert "14间" in texts(book.read("自评表.docx"), "docx")
        said = texts(book.read("经过与检查结果.xlsx"), "xlsx")
    assert "12间" in said and "14间" in said and "林小满" in said
    assert "zip" in answer["Content-Type"]


def test_提醒先看后发_那天谁会收到什么(web):
    from datetime import timedelta

    from ziping_web.review.reminders import due_letters, send_due
    from ziping_web.rounds.models import Round

    own = Round.objects.filter(closed=False).first()
    day = own.end_on - timedelta(days=own.warning_days[0])
    page = web("jixiao").get(f"/rounds/{own.pk}/reminders")
    assert day in [each["day"] for each in page.context["days"]]
    today = page.context["today"]
    ahead = next((each["day"] for each in page.context["days"] if each["day"] >= today), None)
    if ahead is None:  # the demo's own days may all have gone by
        Round.objects.filter(pk=own.pk).update(end_on=today + timedelta(days=3), warning_days=[3])
        ahead = today
    page = web("jixiao").get(f"/rounds/{own.pk}/reminders", {"day": ahead.isoformat()})
    told = {(each.account.pk, each.text) for each in page.context["letters"]}
    assert told == {(each.account.pk, each.text) for each in due_letters(ahead) if each.round.pk == own.pk}
    send_due(ahead)
    sent = web("jixiao").get(f"/rounds/{own.pk}/reminders").context["sent"]
    assert told <= {(each.account_id, each.text) for each in sent.paginator.object_list}


def test_带出的目标没有确认不能提交_改过的和确认过的都算数(web, draft):
    from ziping_web.filings import carried
    from ziping_web.filings.services import Refused
    from ziping_web.review import services as review

    carried.mark(draft, "2024年度的表")
    client, held = web("tianbao"), Draft.objects.get(filing=draft)
    source, waiting = carried.unconfirmed(draft, held)
    targets = [cell for cell in waiting if cell.endswith(".target")]
    assert len(targets) == len(held.form["indicators"]) and "goals." in waiting[0]
    with pytest.raises(Refused, match=f"从2024年度的表带出的目标还有 {len(waiting)} 处没有确认"):
        review.advance(draft, "submit", by=clerk())
    changed = save(draft, 0, "target", "≥13间")
    answer = client.post(
        f"/filings/{draft.pk}/confirm", {"cell": targets[1]}, content_type="application/json", headers={"accept": "application/json"}
    )
    assert answer.json()["left"] == [cell for cell in waiting if cell not in (changed, targets[1])]
    text = client.get(f"/filings/{draft.pk}/").content.decode()
    assert text.count('<span class="carried"') == len(waiting) - 2
    client.post(f"/filings/{draft.pk}/confirm")
    assert not carried.unconfirmed(draft, Draft.objects.get(filing=draft))[1]
    assert 'id="carried"' not in client.get(f"/filings/{draft.pk}/").content.decode()
    assert client.post(f"/filings/{draft.pk}/confirm", headers={"accept": "text/html"}).status_code == 302
    review_said = web("jiaoyu").post(
        f"/filings/{draft.pk}/confirm", {"cell": ""}, content_type="application/json", headers={"accept": "application/json"}
    )
    assert review_said.status_code == 422


def test_得分对照_没有一个字的行不列_总分说出范围(web, draft):
    from ziping_web.filings.queries import open_filing
    from ziping_web.review.scores import score_rows

    held = Draft.objects.get(filing=draft)
    lines = len(score_rows(open_filing(draft), {}, ()))
    structure.add_row(draft, "indicators", clerk(), after=held.rows["indicators"][0], seen=99)
    opened = open_filing(Filing.objects.select_related("round", "node").get(pk=draft.pk))
    found = score_rows(opened, {}, ())
    assert len(found) == lines and not any(row.label == "指标 2" for row in found)
    low, high = opened.verdict.computed_low, opened.verdict.computed_high
    assert found[-1].label == "总分" and (low is None or str(low) in found[-1].computed and str(high) in found[-1].computed)
