"""Forms of a round: the draft with a version per cell, every edit, revisions that are never altered, and the verdict, which is derived."""

import json
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.timezone import localdate

from ziping.exact import half_up
from ziping_web.people.models import Account, Node
from ziping_web.phases import PHASES
from ziping_web.rounds.models import KINDS, Round

__all__ = [
    "Answer",
    "Attachment",
    "Carried",
    "Draft",
    "Edit",
    "Filing",
    "OrderedJSON",
    "Presence",
    "Revision",
    "Verdict",
    "is_late",
    "percent",
    "titled",
]


_AFTER = {"targets": "（绩效目标）", "monitoring": "（运行监控）", "rubric": "（评分表）"}


def titled(project: str, unit: str, kind: str) -> str:
    """What lists call a form: by its project, else by its unit; self-evaluation is what goes without saying."""
    return (project or f"{unit}整体支出") + _AFTER.get(kind, "")


def is_late(phase: str, due: date, today: date) -> bool:
    """Past its day and still with the unit."""
    return phase in ("draft", "head") and due < today


def percent(rate: Decimal | None) -> str:
    """A share in percent, or a dash."""
    return "—" if rate is None else f"{half_up(rate * 100)}%"


class _AsItIs(json.JSONEncoder):
    def __init__(self, **options):
        super().__init__(**{**options, "ensure_ascii": False})


class OrderedJSON(models.JSONField):
    """JSON whose keys keep their order: PostgreSQL sorts those of a stored object (jsonb), and the order of a form's signature lines, of
    its own rows and of the lines of a score sheet is what people read. So the text is stored, as a JSON string."""

    def get_prep_value(self, value):
        """Python data → its text."""
        return None if value is None else json.dumps(value, ensure_ascii=False, cls=self.encoder)

    def get_db_prep_value(self, value, connection, prepared=False):
        """The same, ready for the database: Chinese as it is, not as escapes of twice the length."""
        return connection.ops.adapt_json_value(value if prepared else self.get_prep_value(value), _AsItIs)

    def from_db_value(self, value, expression, connection):
        """What is stored → Python data."""
        found = super().from_db_value(value, expression, connection)
        return json.loads(found) if isinstance(found, str) else found


class Filing(models.Model):
    """One form of one round. ``phase`` is changed by ``review.services.advance`` alone; ``touched_at`` by every save."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="filings")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="filings")
    kind = models.CharField("表种", max_length=12, choices=list(KINDS.items()))
    project_name = models.CharField("项目名称", max_length=200, blank=True)
    project_code = models.CharField("项目代码", max_length=60, blank=True)
    phase = models.CharField("环节", max_length=12, default="draft", choices=[(each.id, each.staff) for each in PHASES])
    due_on = models.DateField("截止日期", null=True, blank=True, help_text="只为这一份表另定的日子")
    phase_since = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("node__path", "kind", "id")
        indexes = [models.Index(fields=("round", "phase"), name="filing_queue")]
        constraints = [models.UniqueConstraint(fields=("round", "node", "kind", "project_name"), name="one_filing_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What lists call it."""
        return titled(self.project_name, self.node.name, self.kind)

    @property
    def due(self):
        """The day it is due: its own, else the round's."""
        return self.due_on or self.round.end_on

    @property
    def late(self) -> bool:
        """Past its day and still with the unit."""
        return is_late(self.phase, self.due, localdate())

    @property
    def rate_words(self) -> str:
        """Execution rate as a percentage, or a dash."""
        return percent(self.verdict.rate)


class Draft(models.Model):
    """The form as it stands. ``serial`` counts saves; ``versions`` holds, for every cell ever changed, the serial of its last change.
    ``rows`` gives each row a key that stays with it when rows move: {"indicators": ["1", "2", …], …}; ``locked`` are pre-filled cells."""

    filing = models.OneToOneField(Filing, on_delete=models.CASCADE, related_name="draft")
    form = OrderedJSON()
    rows = models.JSONField(default=dict)
    versions = models.JSONField(default=dict)
    locked = models.JSONField(default=list)
    serial = models.PositiveIntegerField(default=0)
    next_key = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)


class Carried(models.Model):
    """Texts that were put into a form from ``source`` (last year's form, approved targets) at the draft's ``serial``; ``cells`` wait to be
    confirmed as long as nobody has changed them since."""

    filing = models.OneToOneField(Filing, on_delete=models.CASCADE, related_name="carried")
    source = models.CharField(max_length=80)
    serial = models.PositiveIntegerField()
    cells = models.JSONField(default=list)


class Presence(models.Model):
    """One window in which somebody has a form open, and when it last said so."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="present")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("filing", "account", "page"), name="one_window_once")]


class Edit(models.Model):
    """One change of one cell (or of the order of rows), kept for good: who, when, before, after."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="edits")
    cell = models.CharField(max_length=120)
    serial = models.PositiveIntegerField()
    before = models.TextField(null=True)
    after = models.TextField(null=True)
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    how = models.CharField(max_length=12, default="cell")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("serial", "id")
        indexes = [models.Index(fields=("filing", "serial"), name="edit_order")]


class Revision(models.Model):
    """The whole form at a moment that counts (submitted, returned, passed, uploaded): never altered afterwards."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    serial = models.PositiveIntegerField()
    form = OrderedJSON()
    why = models.CharField(max_length=60)
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=("filing", "number"), name="one_revision_once")]

    def save(self, *args, **kwargs):
        """Only ever written once."""
        if self.pk is not None:
            raise TypeError("a revision is never altered")
        super().save(*args, **kwargs)


class Verdict(models.Model):
    """What the engine says of the draft with this serial: derived, may be dropped and rebuilt. ``codes`` is ``|SC110.error.2|…|``
    (check, severity, how often), so that one comparison finds the forms behind a figure. ``detail`` holds lines and findings, ``rules`` says
    by which rules, ``former`` what was said before the rules last changed (``filings.rules``)."""

    filing = models.OneToOneField(Filing, on_delete=models.CASCADE, related_name="verdict")
    serial = models.PositiveIntegerField(default=0)
    scheme = models.CharField(max_length=80, null=True)
    engine = models.CharField(max_length=20, default="")
    written = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    computed_low = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    computed_high = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    grade = models.CharField(max_length=12, blank=True, default="")
    rate = models.DecimalField(max_digits=14, decimal_places=8, null=True)
    errors = models.PositiveIntegerField(default=0, db_index=True)
    warnings = models.PositiveIntegerField(default=0)
    infos = models.PositiveIntegerField(default=0)
    filled = models.PositiveSmallIntegerField(default=0, help_text="已填的格子，百分之几")
    codes = models.TextField(default="|")
    rules = models.CharField(max_length=16, default="")
    detail = OrderedJSON(default=dict)
    former = OrderedJSON(null=True)


class Answer(models.Model):
    """A word of the unit on a warning that stays, by the finding's stable id."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="answers")
    finding = models.CharField(max_length=20)
    code = models.CharField(max_length=10)
    text = models.CharField(max_length=500)
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("filing", "finding"), name="one_answer_once")]


def _where(attachment: "Attachment", name: str) -> str:
    """A name of our own making: nothing a client sends becomes part of a path."""
    from uuid import uuid4

    return f"attachments/{attachment.filing_id}/{uuid4().hex}"


class Attachment(models.Model):
    """A proof at an indicator (``cell`` is its row's address) or of the whole form."""

    class Kind(models.TextChoices):
        CONTRACT = "contract", "合同协议"
        ACCEPTANCE = "acceptance", "验收材料"
        PAYMENT = "payment", "支付凭证"
        SURVEY = "survey", "满意度调查"
        STATISTICS = "statistics", "统计数据"
        PHOTO = "photo", "照片"
        DOCUMENT = "document", "文件"
        OTHER = "other", "其他"

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="attachments")
    cell = models.CharField(max_length=120, blank=True)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices, default=Kind.OTHER)
    name = models.CharField("文件名", max_length=200)
    size = models.PositiveIntegerField()
    file = models.FileField(upload_to=_where)
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
