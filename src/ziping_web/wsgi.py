"""The WSGI application that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

__all__ = ["application"]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ziping_web.settings")
application = get_wsgi_application()


def _settle() -> None:
    """What every worker needs is loaded before its first request: the views, the engine with an empty form judged and put on paper, the
    templates of the main pages. Rubbish is not looked for in what stays: that would stop everybody again and again."""
    from django.template.loader import get_template
    from django.urls import get_resolver

    from ziping import layouts
    from ziping.pipeline import examine
    from ziping_web.drawn import load

    get_resolver().url_patterns  # noqa: B018  # reading it imports every view
    for page in ("home", "filings", "filing"):
        get_template(f"review/{page}.html")
    load()
    layout = layouts.by_id("mof-2020-project")
    form = layouts.blank(layout)
    examine(form)
    layouts.write(form, layout)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


_settle()
