"""Which scheme judges a form, and why: by name, by the layout, or by kind, region and day."""

from collections.abc import Mapping
from dataclasses import replace
