"""The manual: a small static site in Chinese, made from checks, schemes, layouts, the value language and the command line."""

from ziping.output.manual.site import Argument, Command, site

__all__ = ["Argument", "Command", "site"]
