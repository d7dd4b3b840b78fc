"""What reviewing leaves behind: the log of every step, comments at cells, reasons of a return, reviewed scores."""

from django.db import models

from ziping_web.filings.models import Filing, Revision
from ziping_web.people.models import Account
from ziping_web.phases import phase
from ziping_web.rounds.models import Round

__all__ = ["Comment", "Log", "Mark", "Reason", "Reminder"]


class Log(models.Model):
    """One step of one form, or a new deadline, written in the transaction that made it. ``batch`` joins the steps of one act on many forms."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="log")
    act = models.CharField(max_length=12)
    before = models.CharField(max_length=12)
    after = models.CharField(max_length=12)
    role = models.CharField(max_length=12)
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(blank=True)
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    batch = models.CharField(max_length=32, blank=True)
    undone = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)

    @property
    def words(self) -> str:
        """What happened, for people."""
        if self.act == "postpone":
            return "改截止日期"
        done = {"submit": "提交", "pass": f"{phase(self.before).staff}通过", "return": "退回", "undo": "撤销上一步"}[self.act]
        return f"{done}（{phase(self.before).staff} → {phase(self.after).staff}）"


class Comment(models.Model):
    """A word at a cell (its address) or, with an empty ``cell``, on the whole form."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="comments")
    cell = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    settled = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)


class Reason(models.Model):
    """Why a form was returned, at a cell: it stands in the unit's to-do list until the form is submitted again."""

    log = models.ForeignKey(Log, on_delete=models.CASCADE, related_name="reasons")
    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="reasons")
    cell = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    settled = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)


class Mark(models.Model):
    """A reviewed score at a row, one per phase: 单位自评、主管部门审定、财政审定 stand side by side."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="marks")
    cell = models.CharField(max_length=120)
    phase = models.CharField(max_length=12)
    value = models.DecimalField(max_digits=6, decimal_places=2)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("filing", "cell", "phase"), name="one_mark_once")]


class Reminder(models.Model):
    """A reminder that was sent: once per person, round, deadline and day. When the deadline moves, new ones are due."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="reminders")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="reminders")
    due = models.DateField()
    days = models.SmallIntegerField()
    text = models.TextField()
    mailed = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        constraints = [models.UniqueConstraint(fields=("round", "account", "due", "days"), name="one_reminder_once")]

    @property
    def first(self) -> str:
        """Its first line, without what it leads to."""
        return self.text.partition("\n")[0].rstrip("：")
