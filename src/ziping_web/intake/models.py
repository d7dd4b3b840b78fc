"""Work for a whole round that takes a while: it runs in the background, shows how far it is, and reports by file or line."""

from django.db import models

from ziping_web.filings.models import Filing
from ziping_web.people.models import Account
from ziping_web.rounds.models import Round

__all__ = ["Item", "Job"]


class Job(models.Model):
    """One piece of background work. Items that are done stay done: a job that was cut off goes on where it stopped."""

    class Kind(models.TextChoices):
        OPEN = "open", "下发自评表"
        BUDGET = "budget", "导入预算执行数"
        LAST = "last", "带出上年自评表"
        FILES = "files", "导入已填的表"
        RULES = "rules", "按现在的规则重新检查"

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)


def _where(item: "Item", name: str) -> str:
    from uuid import uuid4

    return f"intake/{item.job_id}/{uuid4().hex}"


class Item(models.Model):
    """One file or line of a job."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="items")
    name = models.CharField(max_length=200)
    data = models.JSONField(default=dict)
    file = models.FileField(upload_to=_where, blank=True)
    state = models.CharField(max_length=8, default="waiting", choices=[("waiting", "等待"), ("done", "完成"), ("refused", "未导入")])
    words = models.TextField(blank=True)
    filing = models.ForeignKey(Filing, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=("job", "state"), name="job_left")]
