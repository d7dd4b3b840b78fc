"""What a request carries, before anybody trusts it: numbers, and what no database can store."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

__all__ = ["MOST_BODY_MB", "number", "storable", "within"]

MOST_BODY_MB = 500  # hundreds of files in one request; the site's own pages send far less
_MOST_UNKNOWN_MB = 20  # of somebody who is not signed in: a page that was kept while the session ended
_NUMBER = re.compile("[0-9]{1,15}")
Answer = Callable[[HttpRequest], HttpResponse]


def number(text: str | None) -> int | None:
    """A whole number as pages send it; None for anything else, such as ² or a thousand digits."""
    return int(text) if text and _NUMBER.fullmatch(text) else None


def within(request: HttpRequest, *, signed_in: bool) -> bool:
    """Whether a request is of a size that is read at all."""
    length = number(request.META.get("CONTENT_LENGTH") or "0")
    return length is not None and length <= (MOST_BODY_MB if signed_in else _MOST_UNKNOWN_MB) << 20


def storable(get_response: Answer) -> Answer:
    """What is too large is not read at all. A NUL in an address or a field is refused in a sentence: PostgreSQL takes none, and no person typed one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not within(request, signed_in=request.user.is_authenticated):
            return HttpResponse("送来的内容太大，没有读取；请分几次上传", status=413)
        nul = "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path
        if not nul and request.method == "POST" and request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
            nul = any("\0" in name + value for name, values in request.POST.lists() for value in values)
        return HttpResponseBadRequest("送来的内容含有不能保存的字符（NUL），没有做任何改动") if nul else get_response(request)

    return middleware
