"""The overview and its workbook."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ziping_web.boards import queries
from ziping_web.people.access import needs
from ziping_web.review.queries import rounds
from ziping_web.rounds.models import Round
from ziping_web.tables import workbook_response

__all__ = ["export", "overview"]

_WIDE, _HIGH, _LEFT, _TOP = 520, 300, 44, 12  # the plot, in its own units


def _chosen(request: HttpRequest) -> tuple[Round | None, list[Round]]:
    known = list(rounds(request.user))
    wanted = request.GET.get("round", "")
    return next((each for each in known if str(each.pk) == wanted), known[0] if known else None), known


@require_GET
@needs("boards")
def overview(request: HttpRequest) -> HttpResponse:
    """Progress, scores, rate against score, findings by check."""
    chosen, known = _chosen(request)
    if chosen is None:
        return render(request, "boards/overview.html", {"rounds": known})
    board = queries.board(request.user, chosen)
    low = min((dot.score for dot in board.dots), default=60) // 10 * 10
    dots = [
        {
            "dot": dot,
            "x": _LEFT + _WIDE * dot.rate // 122,
            "y": _TOP + _HIGH - _HIGH * (dot.score - low) // max(1, 102 - low),
            "r": min(12, 3 + dot.count),
        }
        for dot in board.dots
    ]
    ticks = [{"text": f"{rate}%", "x": _LEFT + _WIDE * rate // 122} for rate in range(0, 121, 20)]
    steps = [{"text": score, "y": _TOP + _HIGH - _HIGH * (score - low) // max(1, 102 - low)} for score in range(low, 101, 10)]
    plot = {"dots": dots, "ticks": ticks, "steps": steps, "left": _LEFT, "top": _TOP, "right": _LEFT + _WIDE, "bottom": _TOP + _HIGH}
    return render(request, "boards/overview.html", {"rounds": known, "board": board, "plot": plot})


@require_GET
@needs("boards")
def export(request: HttpRequest) -> HttpResponse:
    """The same figures and every form as a workbook; texts can never become formulas."""
    chosen, _ = _chosen(request)
    if chosen is None:
        return workbook_response("总览", {"总览": [("还没有批次",)]})
    board = queries.board(request.user, chosen)
    names = [figure.words for figure in board.lines[0].phases] if board.lines else []
    sheets = {
        "进度": [
            ("主管部门", "表", *names, "还没有动笔", "超期未报", "平均自评分"),
            *(
                (line.node.name, line.total, *(figure.count for figure in line.phases), line.untouched.count, line.late.count, line.mean)
                for line in board.lines
            ),
        ],
        "等级": [("等级", "份数"), *((figure.words, figure.count) for figure in board.grades)],
        "得分": [("分数段", "份数"), *((figure.words, figure.count) for figure in board.bands)],
        "检查": [
            ("检查", "内容", "轻重", "涉及的表", "处数"),
            *((each["code"], each["title"], each["severity"], each["forms"], each["times"]) for each in board.checks),
        ],
        "明细": queries.details(request.user, chosen),
    }
    return workbook_response(f"{chosen.name}-总览", sheets)
