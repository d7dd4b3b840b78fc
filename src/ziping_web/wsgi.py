"""The WSGI application that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

__all__ = ["application"]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ziping_web.settings")
application = get_wsgi_application()


def _settle() -> None:
    """What stays is loaded before the first request, and rubbish is not looked for in it: that would stop everybody again and again."""
    from django.urls import get_resolver

    from ziping.checks import registry

    get_resolver().url_patterns  # noqa: B018  # reading it imports every view
    registry.every()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


_settle()
