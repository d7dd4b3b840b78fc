"""ziping 自评：读取、核算、检查预算绩效自评表。

The library in three calls::

    import ziping
    report = ziping.check("自评表.docx")
    for result in report.results:
        for finding in result.findings:
            print(finding.severity, finding.where, finding.message)

and for a folder, as polars frames: ``ziping.scan("2024年自评表").forms`` (docs/notebook.md).
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ziping.facade import Report, against, check, read, register, scan
    from ziping.pipeline import Settings

__version__ = "0.1.0"
__all__ = ["Report", "Settings", "__version__", "against", "check", "read", "register", "scan"]


def __getattr__(name: str) -> object:
    """Import the engine only when it is used: ``ziping --help`` and the worker's parent start at once."""
    if name in __all__:
        return getattr(import_module("ziping.facade"), name)
    raise AttributeError(f"module 'ziping' has no attribute '{name}'")
