"""The tree of organisations, accounts, and roles bound to a node and all below it."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from ziping_web.permissions import ROLES

__all__ = ["Account", "Attempt", "Node", "Role", "Staged"]

_STEP = 5  # digits of one step of a path


class Node(models.Model):
    """财政局 → 主管部门 → 单位. ``path`` holds the ids from the root down, so that "and below" is one comparison."""

    class Kind(models.TextChoices):
        BUREAU = "bureau", "财政局"
        DEPARTMENT = "department", "主管部门"
        UNIT = "unit", "单位"

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField("名称", max_length=120)
    code = models.CharField("单位代码", max_length=40, unique=True)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    path = models.CharField(max_length=120, db_index=True, editable=False)
    active = models.BooleanField("在用", default=True)

    class Meta:
        ordering = ("path",)

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        """Fill the path; the id is known after the first write."""
        if self.pk is None:
            super().save(*args, **kwargs)
            kwargs["force_insert"] = False
        above = self.parent.path if self.parent is not None else ""
        path = f"{above}{self.pk:0{_STEP}d}."
        if path != self.path:
            self.path = path
            Node.objects.filter(pk=self.pk).update(path=path)
        super().save(*args, **kwargs)

    @property
    def depth(self) -> int:
        """0 for the root."""
        return self.path.count(".") - 1


class AccountManager(BaseUserManager["Account"]):
    """Creates accounts; the password is always hashed."""

    def create_user(self, login: str, password: str | None = None, **fields):
        account = self.model(login=login, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A person who signs in. What they may do stands in their roles."""

    login = models.CharField("登录名", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    phone = models.CharField("电话", max_length=40, blank=True)
    email = models.EmailField("邮箱", blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_change = models.BooleanField("下次登录须改密码", default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    USERNAME_FIELD = "login"
    objects = AccountManager()

    class Meta:
        ordering = ("login",)

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """What an account may do at a node and, where ``below`` is set, at everything under it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="roles")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField("角色", max_length=12, choices=list(ROLES.items()))
    below = models.BooleanField("含下级", default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("account", "node", "kind"), name="one_role_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.node}{'及下级' if self.below else ''}）"


class Attempt(models.Model):
    """A sign-in that failed, kept so that guessing gets slow: by login and by address."""

    login = models.CharField(max_length=40, db_index=True)
    address = models.CharField(max_length=60, db_index=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)


class Staged(models.Model):
    """What was read from an uploaded file and waits for a yes; thrown away after a day."""

    purpose = models.CharField(max_length=20)
    about = models.CharField(max_length=200, blank=True)
    data = models.JSONField()
    by = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
