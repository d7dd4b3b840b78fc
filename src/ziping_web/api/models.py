"""Tokens of programs: each acts as one account, within its roles, and no further than its scope."""

import hashlib
import secrets
from datetime import timedelta

from django.db import models
from django.utils import timezone

from ziping_web.people.models import Account

__all__ = ["SCOPES", "Token", "digest"]

SCOPES = {"check": "只检查，不读不写", "read": "读取", "write": "读取和写入"}


def digest(secret: str) -> str:
    """What is stored of a token: it is long and random, so a plain hash will do."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Token(models.Model):
    """One token; its text is shown once, when it is made."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField("用途", max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField("范围", max_length=8, choices=list(SCOPES.items()), default="read")
    expires_at = models.DateTimeField("到期", null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    used_on = models.DateField("最近使用", null=True)

    class Meta:
        ordering = ("-id",)

    @classmethod
    def make(cls, account: Account, name: str, scope: str, days: int) -> tuple["Token", str]:
        """A new token and its text."""
        secret = "zp_" + secrets.token_urlsafe(32)
        expires = timezone.now() + timedelta(days=days)
        return cls.objects.create(account=account, name=name[:60], scope=scope, digest=digest(secret), expires_at=expires), secret
