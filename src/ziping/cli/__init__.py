"""The command line: arguments and printing only. Exit status 0 no error found, 1 at least one, 2 wrong usage or nothing read."""

from ziping.cli.main import main

__all__ = ["main"]
