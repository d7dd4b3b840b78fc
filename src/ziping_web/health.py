"""Whether the site lives: for a proxy, a container, an administrator."""

from django.db import connection
from django.http import HttpRequest, JsonResponse

from ziping import __version__

__all__ = ["health"]


def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and its tables are there; 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM people_node")
            cursor.fetchone()
    except Exception:
        return JsonResponse({"ok": False, "message": "数据库没有应答"}, status=503)
    return JsonResponse({"ok": True, "version": __version__})
