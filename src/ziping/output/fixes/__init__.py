"""``ziping fix``: what is certain is mended, every change is listed, nothing else is touched, and a score never."""

from ziping.output.fixes.files import Fixed, fix
from ziping.output.fixes.mending import Left, Mending, mend
from ziping.output.fixes.proposals import Change

__all__ = ["Change", "Fixed", "Left", "Mending", "fix", "mend"]
