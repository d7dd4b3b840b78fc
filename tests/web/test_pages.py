"""The filling and review pages without a script: files that come back, rows, proofs, two values of a cell, many forms in one act, the opinion."""

import copy
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ziping import formats
from ziping_web.filings import compare, queries, services, structure
from ziping_web.filings.models import Attachment, Draft, Filing
from ziping_web.filings.services import Change
from ziping_web.people.models import Account
from ziping_web.review import services as review


@pytest.fixture
def draft(web) -> Filing:
    return Filing.objects.select_related("round", "node").get(node__code="201002", round__closed=False, project_name="校舍维修改造")


def who(login: str) -> Account:
    return Account.objects.get(login=login)


def form_of(filing: Filing) -> dict:
    return Draft.objects.get(filing=filing).form


def submitted(filing: Filing) -> Filing:
    """Filled to the end, every warning with a word, handed over."""
    clerk, held = who("tianbao"), Draft.objects.get(filing=filing)
    last = held.rows["indicators"][-2:]
    texts = {f"indicators.{last[0]}.actual": "96%", f"indicators.{last[1]}.actual": "93%", "total_score": "99.73"}
    texts.update({f"indicators.{key}.score": "10.00" for key in last})
    services.save_cells(filing, [Change(cell, text, held.serial) for cell, text in texts.items()], clerk)
    for one in queries.open_filing(filing).findings:
        if one["severity"] == "warning":
            services.answer(filing, one["id"], one["code"], "已核对", clerk)
    return review.advance(filing, "submit", by=clerk)


def test_上传的文件逐格列出改动_选了才写_锁定的和没选的不动(web, draft):
    client, form = web("tianbao"), copy.deepcopy(form_of(draft))
    form["indicators"][0]["actual"] = "14间"
    form["indicators"][1]["actual"] = "999平方米"
    form["indicators"].insert(2, {**form["indicators"][1], "level3": "外墙粉刷面积", "target": "≥100平方米", "actual": "120平方米"})
    file = formats.write([queries.paper_of(draft, form)], "docx")
    page = client.post(f"/filings/{draft.pk}/upload", {"file": SimpleUploadedFile("自评表.docx", file)})
    text = page.content.decode()
    assert "14间" in text and "999平方米" in text and "外墙粉刷面积" in text
    assert form_of(draft)["indicators"][0]["actual"] == "12间"  # nothing yet
    key = Draft.objects.get(filing=draft).rows["indicators"][0]
    chosen = f"indicators.{key}.actual"
    sent = {"seen": page.context["serial"], "take": chosen, f"v:{chosen}": "14间", "row": page.context["new_rows"][0]["json"]}
    client.post(f"/filings/{draft.pk}/upload/apply", sent)
    now = form_of(draft)["indicators"]
    assert now[0]["actual"] == "14间" and now[1]["actual"] == "860平方米"
    assert [row["level3"] for row in now if row["level2"] == "数量指标"] == ["维修教室间数", "屋面防水面积", "外墙粉刷面积"]


def test_不是自评表的文件说明原因_表不动(web, draft):
    client, before = web("tianbao"), form_of(draft)
    page = client.post(f"/filings/{draft.pk}/upload", {"file": SimpleUploadedFile("x.docx", b"PK\x03\x04 nothing")}, follow=True)
    assert "没有导入" in page.content.decode()
    assert form_of(draft) == before


def test_读取程序没起来_对填表的人说他能做的(web, draft, monkeypatch):
    from ziping.errors import ReaderLost
    from ziping_web import reading

    class Asleep:
        def read(self, data):
            raise ReaderLost("请重新安装", asleep=True)

    monkeypatch.setitem(reading._workers, "forms", Asleep())
    page = web("tianbao").post(f"/filings/{draft.pk}/upload", {"file": SimpleUploadedFile("表.docx", b"PK")}, follow=True).content.decode()
    assert "请过一两分钟再上传" in page and "重新安装" not in page


def test_去年的值按指标名对上_行序变了也不错位(draft):
    held = Draft.objects.get(filing=draft)
    old = copy.deepcopy(held.form)
    old["indicators"].reverse()
    for row in old["indicators"]:
        row["actual"] = f"去年的{row['level3']}"
    old["indicators"][0]["level3"] += "（合计）"  # a name somewhat changed
    beside = compare.beside(old, held.form, held.rows)
    for key, row in zip(held.rows["indicators"], held.form["indicators"], strict=True):
        assert row["level3"] in beside[f"indicators.{key}.actual"]


def test_移到另一个二级指标_先并入那一类_撤销后原样(draft):
    clerk, held = who("tianbao"), Draft.objects.get(filing=draft)
    names = [(row["level2"], row["level3"]) for row in held.form["indicators"]]
    key = held.rows["indicators"][1]  # the last of 数量指标
    moved = structure.move_row(draft, "indicators", key, clerk, steps=1, seen=held.serial)
    rows = form_of(draft)["indicators"]
    assert (rows[1]["level2"], rows[1]["level3"]) == ("质量指标", "屋面防水面积")
    assert [row["level2"] for row in rows].count("数量指标") == 1  # no merged cell is torn
    back = structure.undo_rows(draft, "indicators", clerk, seen=moved.serial)
    assert [(row["level2"], row["level3"]) for row in form_of(draft)["indicators"]] == names
    structure.undo_rows(draft, "indicators", clerk, seen=back.serial)
    assert form_of(draft)["indicators"][1]["level2"] == "质量指标"


def test_删行能恢复_连同内容(draft):
    clerk, held = who("tianbao"), Draft.objects.get(filing=draft)
    before = held.form["indicators"]
    gone = structure.remove_row(draft, "indicators", held.rows["indicators"][3], clerk, seen=held.serial)
    assert len(form_of(draft)["indicators"]) == len(before) - 1
    structure.undo_rows(draft, "indicators", clerk, seen=gone.serial)
    assert form_of(draft)["indicators"] == before
    assert Draft.objects.get(filing=draft).rows == held.rows


def test_换了人登录_原来那一页写的不会记在他名下(web, draft):
    cell = f"indicators.{Draft.objects.get(filing=draft).rows['indicators'][0]}.actual"
    body = {"account": who("fuzeren").pk, "changes": [{"cell": cell, "value": "1间", "seen": 99}]}
    answer = web("tianbao").post(f"/filings/{draft.pk}/cells", body, content_type="application/json")
    assert answer.status_code == 401 and "没有保存" in answer.json()["message"]
    assert form_of(draft)["indicators"][0]["actual"] == "12间"


def test_佐证材料归到行_只能下载不会被当成网页_提交后不能再动(web, draft):
    client = web("tianbao")
    row = f"indicators.{Draft.objects.get(filing=draft).rows['indicators'][0]}"
    file = SimpleUploadedFile("验收单.html", b"<script>alert(1)</script>")
    client.post(f"/filings/{draft.pk}/proofs", {"cell": row, "kind": "acceptance", "file": file})
    proof = Attachment.objects.get(filing=draft)
    assert (proof.cell, proof.kind, proof.name) == (row, "acceptance", "验收单.html")
    answer = client.get(f"/filings/{draft.pk}/proofs/{proof.pk}")
    assert answer["Content-Type"] == "application/octet-stream" and answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    submitted(draft)
    client.post(f"/filings/{draft.pk}/proofs/{proof.pk}/remove")
    assert Attachment.objects.filter(pk=proof.pk).exists()
    proof.file.delete(save=False)


def test_不用脚本也能填报_提交_通过(web, draft):
    clerk, head = web("tianbao"), web("fuzeren")
    held = Draft.objects.get(filing=draft)
    cell = f"c:indicators.{held.rows['indicators'][0]}.reason"
    assert f'name="{cell}"' in clerk.get(f"/filings/{draft.pk}/").content.decode()
    clerk.post(f"/filings/{draft.pk}/save", {"seen": held.serial, cell: "无偏差"})
    assert form_of(draft)["indicators"][0]["reason"] == "无偏差"
    refused = clerk.post(f"/filings/{draft.pk}/act", {"act": "submit"}, follow=True).content.decode()
    assert "没有说明" in refused or "须改正" in refused
    submitted(draft)
    page = head.get(f"/filings/{draft.pk}/").content.decode()
    assert "得分对照" in page and 'name="act" value="pass"' in page
    head.post(f"/filings/{draft.pk}/act", {"act": "pass"})
    draft.refresh_from_db()
    assert draft.phase == "department"


def test_批量通过先列摘要_看过之后改动的不通过_可以一次撤销(web, draft):
    submitted(draft)
    head = web("fuzeren")
    summary = head.post("/many", {"form": [draft.pk]})
    assert "确认通过这 1 份" in summary.content.decode()
    draft.refresh_from_db()
    assert draft.phase == "head"  # a summary does nothing
    stale = head.post("/many", {"form": [draft.pk], "sure": "1", f"seen:{draft.pk}": "0"})
    assert "又有改动" in stale.content.decode()
    done = head.post("/many", {"form": [draft.pk], "sure": "1", f"seen:{draft.pk}": Draft.objects.get(filing=draft).serial})
    draft.refresh_from_db()
    assert draft.phase == "department"
    head.post("/many/undo", {"batch": done.context["batch"]})
    draft.refresh_from_db()
    assert draft.phase == "head"


def test_一次通过全部等我处理的(web, draft):
    submitted(draft)
    waiting = Filing.objects.filter(phase="head", node__code="201002", round__closed=False)
    everything = set(waiting.values_list("pk", flat=True))
    page = web("fuzeren").post("/many", {"all": "1"})
    assert {line["filing"].pk for line in page.context["lines"]} == everything and draft.pk in everything
    assert waiting.count() == len(everything), "还只是摘要"


def test_退回理由写进待办和审核意见书(web, draft):
    submitted(draft)
    row = Draft.objects.get(filing=draft).rows["indicators"][0]
    head = web("fuzeren")
    head.post(f"/filings/{draft.pk}/act", {"act": "return", f"r:indicators.{row}.score": "请附验收单"})
    assert "请附验收单" in web("tianbao").get("/").content.decode()
    answer = head.get(f"/filings/{draft.pk}/opinion/docx")
    from docx import Document

    table = Document(io.BytesIO(answer.content)).tables[0]
    text = "\n".join(cell.text for line in table.rows for cell in line.cells)
    assert "请附验收单" in text and "指标 1「维修教室间数」得分" in text and "予以退回" in text
