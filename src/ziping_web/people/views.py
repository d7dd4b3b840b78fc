"""Sign-in and out, the password, and the page that was kept when a session ended."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as start_session
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from ziping_web.asked import within
from ziping_web.people import services
from ziping_web.people.models import Account

__all__ = ["csrf_failure", "kept_page", "password", "sign_in", "sign_out"]

_KEEP_MOST = 2 << 20
_SECRET = ("csrfmiddlewaretoken", "password", "old", "new", "again", "code")


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if safe and wanted.startswith("/") else "/"


def _address(request: HttpRequest) -> str:
    """Where a try comes from; behind our own proxy (``ZIPING_HTTPS``) the last address it wrote down."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.HTTPS else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; the demo also shows its accounts."""
    context = {"next": _next(request), "accounts": settings.DEMO_ACCOUNTS, "password": settings.DEMO_PASSWORD}
    if request.method == "GET" and not settings.DEMO and not Account.objects.exists():
        return redirect("set-up")
    if request.method == "POST":
        account, words = services.check_sign_in(request.POST.get("login", ""), request.POST.get("password", ""), _address(request))
        if account is None:
            return render(request, "people/sign_in.html", {**context, "words": words, "login": request.POST.get("login", "")}, status=403)
        start_session(request, account)
        return redirect(_next(request))
    return render(request, "people/sign_in.html", context)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign-in")


def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password, by the rules."""
    words: list[str] = []
    if request.method == "POST":
        old, new, again = (request.POST.get(name, "") for name in ("old", "new", "again"))
        if not request.user.check_password(old):
            words = ["原密码不对"]
        elif new != again:
            words = ["两次输入的新密码不一样"]
        elif new == old:
            words = ["新密码不能与原密码相同"]
        else:
            try:
                validate_password(new, request.user)
            except ValidationError as error:
                words = list(error.messages)
        if not words:
            services.set_password(request.user, new)
            update_session_auth_hash(request, request.user)
            messages.success(request, "密码已修改")
            return redirect(_next(request))
    return render(request, "people/password.html", {"words": words, "next": _next(request)}, status=422 if words else 200)


def kept_page(request: HttpRequest) -> HttpResponse:
    """A page was sent after its session ended: nothing is stored yet, but what was typed comes back with a sign-in beside it."""
    return _kept(request, 401)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The same for a page whose token is of an older session."""
    return _kept(request, 403)


def _kept(request: HttpRequest, status: int) -> HttpResponse:
    if not within(request, signed_in=False):
        return HttpResponse("登录已过期，送来的内容太大，没有读取；请登录后再送", status=413)
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in _SECRET]
    fields = fields if sum(len(value) for _, value in fields) <= _KEEP_MOST else []
    action = "/" + request.path.lstrip("/")  # never another site's
    return render(request, "people/kept.html", {"fields": fields, "action": action, "token": status == 403}, status=status)
