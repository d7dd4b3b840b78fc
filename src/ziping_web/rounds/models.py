"""A round (批次): what is to be filled by whom until when, and by which rules it is judged."""

from django.db import models

from ziping_web.people.models import Account, Node

__all__ = ["KINDS", "OF_PROJECTS", "Round", "Task"]

KINDS = {
    "project": "项目支出绩效自评表",
    "department": "部门整体支出绩效自评表",
    "targets": "项目绩效目标申报表",
    "monitoring": "项目绩效运行监控表",
    "rubric": "部门整体支出绩效评价评分表",
}
OF_PROJECTS = ("project", "targets", "monitoring")  # one form for each project; the others one for each department


class Round(models.Model):
    """One round. ``kinds`` maps a form kind to {"scheme": id or null, "layout": id}; ``severities`` a check's code to error, warning, info
    or off; ``switched_off`` phases that this round does without; ``warning_days`` before (positive) and after (negative) ``end_on``."""

    name = models.CharField("名称", max_length=120, unique=True)
    year = models.PositiveSmallIntegerField("自评年度")
    kinds = models.JSONField("表种", default=dict)
    region = models.CharField("区划", max_length=6, default="000000")
    units = models.ManyToManyField(Node, verbose_name="参加的单位", related_name="rounds", blank=True)
    start_on = models.DateField("开始日期")
    end_on = models.DateField("截止日期")
    warning_days = models.JSONField("提醒日（截止前几天）", default=list)
    severities = models.JSONField("检查的轻重", default=dict)
    switched_off = models.JSONField("不设的环节", default=list)
    closed = models.BooleanField("已结束", default=False)
    created_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-year", "-id")

    def __str__(self) -> str:
        return self.name


class Task(models.Model):
    """An object of a round that wants a form: a unit's own (部门整体) or one of its projects. ``secret`` (涉密) ones get no form."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="tasks")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="tasks")
    kind = models.CharField("表种", max_length=12, choices=list(KINDS.items()))
    project_name = models.CharField("项目名称", max_length=200, blank=True)
    project_code = models.CharField("项目代码", max_length=60, blank=True)
    secret = models.BooleanField("涉密", default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("round", "node", "kind", "project_name"), name="one_task_once")]
        ordering = ("node__path", "kind", "id")

    def __str__(self) -> str:
        return self.project_name or f"{self.node}（部门整体）"
