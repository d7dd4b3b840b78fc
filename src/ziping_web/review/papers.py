"""What is made of a form on paper: the 审核意见书, the form with every finding as a note at its cell, and everything about it in one zip."""

import zipfile
from collections.abc import Iterable, Sequence
from tempfile import TemporaryFile
from typing import IO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET

from ziping import formats
from ziping.output.official import with_notes
from ziping.output.opinion import opinion
from ziping.paper import Paper
from ziping.pipeline import Result
from ziping_web.filings import cells
from ziping_web.filings import queries as filings
from ziping_web.filings.history import edit_lines, edits_of
from ziping_web.filings.judging import judge
from ziping_web.filings.models import Attachment
from ziping_web.filings.page import numbered
from ziping_web.filings.queries import Opened
from ziping_web.filings.views import CARRIERS, attached, visible
from ziping_web.review import queries
from ziping_web.tables import workbook

__all__ = ["dossier", "noted_file", "opinion_file"]

_FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|\r\n\t', "_"))


def _said(opened: Opened) -> Result:
    """The form judged anew, the unit's words with the findings they answer."""
    result = judge(opened.draft.form, opened.draft.rows, opened.filing.round).result
    said = {finding: answer.text for finding, answer in opened.answers.items()}
    findings = tuple(one.model_copy(update={"explained": said[one.id]}) if one.id in said else one for one in result.findings)
    return result.model_copy(update={"findings": findings})


def _opinion(opened: Opened) -> Paper:
    remarks = [(cells.path(each.cell, opened.draft.rows) or "", each.text) for each in queries.reasons(opened.filing)]
    return opinion(_said(opened), remarks)


def _name(opened: Opened) -> str:
    filing = opened.filing
    return f"{filing.node.name}-{filing.title}-{filing.round.year}"


@require_GET
@visible
def opinion_file(request: HttpRequest, filing, carrier: str) -> HttpResponse:
    """The 审核意见书: findings, the unit's words on them, and what reviewers wrote when they returned the form."""
    if carrier not in ("docx", "pdf", "xlsx"):
        raise Http404("没有这种格式")
    opened = filings.open_filing(filing)
    return attached(formats.write([_opinion(opened)], carrier), CARRIERS[carrier], f"{_name(opened)}-审核意见书.{carrier}")


@require_GET
@visible
def noted_file(request: HttpRequest, filing, carrier: str) -> HttpResponse:
    """The form on its paper with every finding as a note at its cell."""
    if carrier not in ("docx", "pdf", "xlsx"):
        raise Http404("没有这种格式")
    opened = filings.open_filing(filing)
    data = formats.write([with_notes(opened.paper, _said(opened))], carrier)
    return attached(data, CARRIERS[carrier], f"{_name(opened)}-批注本.{carrier}")


@require_GET
@visible
def dossier(request: HttpRequest, filing) -> FileResponse:
    """Everything about a form as one zip: the form, its verdict, its way and every edit, the proofs; for archives and auditors."""
    opened = filings.open_filing(filing)
    file = TemporaryFile()  # noqa: SIM115 the answer closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for carrier in ("docx", "pdf"):
            book.writestr(f"自评表.{carrier}", formats.write([opened.paper], carrier))
        book.writestr("审核意见书.docx", formats.write([_opinion(opened)], "docx"))
        proofs = list(Attachment.objects.filter(filing=filing).select_related("by").order_by("cell", "id"))
        book.writestr("经过与检查结果.xlsx", workbook(_sheets(opened, proofs)))
        missing = [each.name for number, each in enumerate(proofs, 1) if not _packed(book, each, number)]
        if missing:
            book.writestr(
                "缺少的附件.txt", "下列附件有登记，但文件已不在服务器上，请管理员从备份恢复：\r\n" + "\r\n".join(missing) + "\r\n"
            )
    file.seek(0)
    response = FileResponse(
        file, as_attachment=True, filename=f"{_name(opened)}-全部材料.zip".translate(_FORBIDDEN), content_type="application/zip"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _packed(book: zipfile.ZipFile, proof: Attachment, number: int) -> bool:
    """A proof in the zip under its number and its own name; False where its file is gone."""
    try:
        source: IO[bytes] = proof.file.open("rb")
    except FileNotFoundError:
        return False
    with source, book.open(f"佐证材料/{number:02d}-{proof.name.translate(_FORBIDDEN)}", "w", force_zip64=True) as target:
        while part := source.read(1 << 20):
            target.write(part)
    return True


def _sheets(opened: Opened, proofs: Sequence[Attachment]) -> dict[str, Iterable[tuple[object, ...]]]:
    filing, draft = opened.filing, opened.draft
    time = "%Y-%m-%d %H:%M:%S"
    verdict = opened.verdict
    steps = [
        (
            f"{localtime(each.at):{time}}",
            each.by.name if each.by else "",
            each.words,
            each.note,
            "；".join(one.text for one in each.reasons.all()),
        )
        for each in queries.history(filing)
    ]
    findings = [
        (one["words"], one["code"], one["label"], one["message"], one["basis"], one["remedy"], one["answer"].text if one["answer"] else "")
        for one in numbered(opened)
    ]
    edits = [
        (f"{localtime(each.at):{time}}", each.by, each.how, each.label, each.before or "", each.after or "")
        for each in edit_lines(filing, draft, edits_of(filing, newest_first=False))
    ]
    remarks = [
        (f"{localtime(each.at):{time}}", each.by.name if each.by else "", opened.label(each.cell), each.text)
        for each in queries.comments(filing)
    ]
    return {
        "得分": [
            ("项目", "内容"), ("自评总分", verdict.written), ("按方案核算", _span(verdict.computed_low, verdict.computed_high)), ("等级", verdict.grade),
            ("方案", verdict.detail.get("scheme_title") or ""), ("程序版本", verdict.engine), ("环节", filing.get_phase_display()),
        ],
        "检查结果": [("轻重", "检查", "位置", "问题", "依据", "处理", "单位说明"), *findings],
        "经过": [("时间", "经手人", "事项", "意见", "退回理由"), *steps],
        "批注": [("时间", "谁", "位置", "内容"), *remarks],
        "修改记录": [("时间", "谁", "怎样改的", "位置", "改前", "改后"), *edits],
        "佐证材料": [
            ("序号", "文件", "类别", "属于", "上传人", "时间"),
            *(
                (number, each.name, each.get_kind_display(), opened.label(each.cell), each.by.name if each.by else "", f"{localtime(each.at):{time}}")
                for number, each in enumerate(proofs, 1)
            ),
        ],
    }  # fmt: skip


def _span(low: object, high: object) -> object:
    return low if low == high else f"{low}–{high}"
