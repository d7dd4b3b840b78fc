"""Layouts: how a form lies on paper. Reading goes by labels, writing by the layout's own record."""

from ziping.layouts.read import read
from ziping.layouts.records import GENERIC, Layout, by_id, every
from ziping.layouts.register import read_register
from ziping.layouts.write import blank, draw, homeless, write

__all__ = ["GENERIC", "Layout", "blank", "by_id", "draw", "every", "homeless", "read", "read_register", "write"]
