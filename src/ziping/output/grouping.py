"""Findings that say the same about many rows, gathered for a reader. JSON and comments keep every one by itself."""

from collections.abc import Sequence

from ziping.checks import Finding, by_code
from ziping.errors import UserError
from ziping.form import Form, describe, split
from ziping.frozen import dataclass
