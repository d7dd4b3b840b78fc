"""What every answer carries: security headers; and what every page knows: the site, the clerk, what waits."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse

from ziping_web.drawn import csrf_field, drawn
from ziping_web.people.queries import may_site

__all__ = ["headers", "signed_in", "site"]

_POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
_MENU = (("boards", "overview", "总览"), ("rounds", "rounds", "批次"), ("people", "people", "单位与账号"))
_EVERYBODYS = (("home", "待办"), ("filings", "自评表"))
_OPEN = ("/sign-in", "/static/", "/health", "/set-up", "/api/")
Answer = Callable[[HttpRequest], HttpResponse]


def headers(get_response: Answer) -> Answer:
    """No page loads, frames or sends anything elsewhere; nothing that concerns a person stays in a shared cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def signed_in(get_response: Answer) -> Answer:
    """Every page but a few asks who is there. A script gets 401 and a sentence, so that it keeps what it holds and shows the sign-in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_OPEN) or request.user.is_authenticated:
            if (
                request.user.is_authenticated
                and request.user.must_change
                and not request.path.startswith(("/password", "/sign-", "/static/", "/health"))
            ):
                return redirect_to_login(request.path, "/password")
            return get_response(request)
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"signed_out": True, "message": "登录已过期，请在新窗口登录后再保存；本页内容不会丢失"}, status=401)
        if request.method == "POST":
            from ziping_web.people.views import kept_page

            return kept_page(request)
        return redirect_to_login(request.get_full_path(), "/sign-in")

    return middleware


def site(request: HttpRequest) -> dict[str, Any]:
    """For every template."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"demo": settings.DEMO}
    menu = [(name, words) for action, name, words in _MENU if may_site(request.user, action)]
    at = request.resolver_match.url_name if request.resolver_match else None
    top = drawn("top.html", menu=[*_EVERYBODYS, *menu], here=at, name_of=request.user.name, csrf=csrf_field(request))
    return {"demo": settings.DEMO, "top": top}
