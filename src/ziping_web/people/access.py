"""The door of pages that concern no single form: an account without the action gets the reason, not the page."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from ziping_web.people.queries import may_site

__all__ = ["needs"]


def needs(action: str):
    """Only for accounts that may do this (``permissions.SITE_ACTIONS``)."""

    def wrap(view):
        @wraps(view)
        def inner(request: HttpRequest, *args, **kwargs):
            answer = may_site(request.user, action)
            if not answer:
                raise PermissionDenied(answer.why)
            return view(request, *args, **kwargs)

        inner.action = action
        return inner

    return wrap
