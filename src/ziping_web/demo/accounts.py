"""The demo's accounts: one per role, shown on the sign-in page of the demo and nowhere else."""

from dataclasses import dataclass

__all__ = ["ACCOUNTS", "OTHERS", "PASSWORD", "DemoAccount"]

PASSWORD = "Qinghe-2025"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """``node`` is the code of the organisation its role is bound to; ``words`` what the sign-in page says."""

    login: str
    name: str
    role: str
    node: str
    words: str


ACCOUNTS = (
    DemoAccount("tianbao", "林小满", "filler", "201002", "填报人（青禾县第一小学）"),
    DemoAccount("fuzeren", "周正安", "head", "201002", "单位负责人（青禾县第一小学）"),
    DemoAccount("jiaoyu", "沈明远", "department", "201", "主管部门审核（青禾县教育局及下属单位）"),
    DemoAccount("gushi", "何静", "office", "201", "业务股室（财政局教科文股，管教育口）"),
    DemoAccount("jixiao", "顾怀民", "performance", "100", "绩效股（财政局，全县）"),
    DemoAccount("admin", "江海", "admin", "100", "管理员（单位、账号、批次）"),
    DemoAccount("shenji", "秦越", "reader", "100", "只读/审计（全县）"),
)
# Others who work in the county, so that every form has somebody behind it; they do not sign in.
OTHERS = tuple(
    DemoAccount(f"{kind}-{code}", name, kind, code, "")
    for code, names in (
        ("201", ("陆芳", "罗建平", "", "")), ("202", ("蒋雨", "方国栋", "石磊", "温岚")), ("203", ("杜青", "孔令山", "尹成", "马骏")),
    )
    for kind, name in zip(("filler", "head", "department", "office"), names, strict=True)
    if name
)  # fmt: skip
