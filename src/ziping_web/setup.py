"""The first page of a new site: the bureau's name and its first administrator, by whoever can read the server's console."""

import hashlib
import hmac

from django.conf import settings
from django.contrib.auth import login as start_session
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ziping_web.people import services
from ziping_web.people.models import Account

__all__ = ["code", "set_up"]


def code() -> str:
    """Eight digits that `ziping serve` prints: nobody else on the network can take a new site."""
    number = int.from_bytes(hashlib.sha256(b"set-up" + settings.SECRET_KEY.encode()).digest()[:8])
    return f"{number % 10**8:08d}"


def set_up(request: HttpRequest) -> HttpResponse:
    """Only as long as there is no account."""
    if Account.objects.exists():
        raise Http404("系统已经设置过，请直接登录")
    words: list[str] = []
    posted = {name: request.POST.get(name, "").strip() for name in ("code", "bureau", "login", "name")}
    if request.method == "POST":
        password = request.POST.get("password", "")
        if not hmac.compare_digest(posted["code"].encode(), code().encode()):
            words.append("开通码不对；它显示在启动 ziping serve 的窗口里")
        if not all(posted.values()):
            words.append("每一栏都要填写")
        if password != request.POST.get("again"):
            words.append("两次输入的密码不一样")
        try:
            validate_password(password, Account(login=posted["login"], name=posted["name"]))
        except ValidationError as error:
            words += error.messages
        if not words:
            account = services.first_account(bureau=posted["bureau"], login=posted["login"][:40], name=posted["name"], password=password)
            if account is not None:
                start_session(request, account)
            return redirect("people")
    return render(request, "people/set_up.html", {"words": words, **posted}, status=422 if words else 200)
