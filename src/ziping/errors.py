"""The exceptions of ziping, and nothing else.

Only *our* faults and the machine's are exceptions; what a filer did is a Finding, what cannot be read in a form is an
Unread value or a Problem.

    ZipingError
    ├── UserError         a sentence for the user: what is wrong, where, how to mend it (exit status 2)
    │   ├── FileRefused   this file cannot be read: empty, encrypted, too large, no known carrier
    │   │   └── ReaderLost    its reader process died, hung or starved over it; another try may end otherwise
    │   └── DataError     a data file (scheme, layout, words) is wrong; names file and line
    └── MissingExtra      an optional library is needed; names the install line
"""

import errno

__all__ = ["DataError", "FileRefused", "MissingExtra", "ReaderLost", "UserError", "ZipingError", "reason"]

_REASONS = {
    "EACCES": "没有权限，或正被别的程序占用", "EPERM": "没有权限", "ENOENT": "没有这个文件或文件夹", "EISDIR": "是一个文件夹", "ENOTDIR": "路径中有一段不是文件夹",
    "EEXIST": "已有同名的文件", "ENOSPC": "磁盘空间不够", "EDQUOT": "磁盘配额用完了", "EFBIG": "文件太大", "EROFS": "磁盘是只读的", "ENAMETOOLONG": "文件名太长",
    "EBUSY": "正被别的程序占用", "ETXTBSY": "正被别的程序占用", "EIO": "磁盘读写出错", "EMFILE": "同时打开的文件太多", "ELOOP": "链接绕成了圈", "EINVAL": "路径里有不能用的字符",
}  # fmt: skip


def reason(error: OSError) -> str:
    """Why the system refused, in Chinese: its own words are English even on a Chinese Windows. What we have no words for stays as it is."""
    return _REASONS.get(errno.errorcode.get(error.errno or 0, ""), error.strerror or str(error))


class ZipingError(Exception):
    """Base of everything this package raises on purpose."""


class UserError(ZipingError):
    """Something the user can mend. ``str(error)`` is one Chinese sentence fit to be printed."""


class FileRefused(UserError):
    """A file that was not read. ``code`` is a problem code: unreadable, encrypted, too_large or no_form."""

    def __init__(self, message: str, *, code: str = "unreadable") -> None:
        super().__init__(message)
        self.code = code


class ReaderLost(FileRefused):
    """The reader process did not come back from this file: it died, hung or ran out of memory. ``asleep``: it never came up, which is no
    fault of the file."""

    def __init__(self, message: str, *, asleep: bool = False) -> None:
        super().__init__(message, code="too_large")
        self.asleep = asleep


class DataError(UserError):
    """A record under ``data/`` (or in a folder given by ``--data``) is wrong."""


class MissingExtra(UserError):
    """An optional library is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what}需要可选组件，请先安装：pip install 'ziping[{extra}]'")
