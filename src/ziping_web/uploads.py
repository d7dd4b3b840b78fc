"""One uploaded file as bytes, or the sentence that says why not."""

from django.conf import settings
from django.http import HttpRequest

__all__ = ["taken"]


def taken(request: HttpRequest, name: str) -> tuple[bytes | None, str]:
    """The bytes of the file in this field, within the limit of size."""
    file = request.FILES.get(name)
    if file is None:
        return None, "请先选择文件"
    if file.size > settings.UPLOAD_MOST_MB << 20:
        return None, f"文件「{file.name}」超过 {settings.UPLOAD_MOST_MB} MB，未读取"
    return file.read(), ""
