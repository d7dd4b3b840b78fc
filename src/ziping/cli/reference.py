"""Every command and its arguments as plain data, for the manual."""

import argparse

from ziping.cli.parser import build
from ziping.output.manual import Argument, Command

__all__ = ["commands"]


def commands() -> tuple[Command, ...]:
    """The commands in the order of ``ziping --help``."""
    parser = build()
    group = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    words = {action.dest: action.help or "" for action in group._choices_actions}
    return tuple(_command(name, words.get(name, ""), each) for name, each in group.choices.items())


def _command(name: str, words: str, parser: argparse.ArgumentParser) -> Command:
    parser.prog = f"ziping {name}"
    usage = parser.format_usage().replace("用法：", "").strip()
    return Command(name, words, " ".join(usage.split()), tuple(_argument(action) for action in parser._actions))


def _argument(action: argparse.Action) -> Argument:
    value = action.metavar if isinstance(action.metavar, str) else "|".join(map(str, action.choices)) if action.choices else ""
    spelled = (
        "、".join(f"{option} {value}".strip() if action.nargs != 0 else option for option in action.option_strings) or value or action.dest
    )
    return Argument(spelled, action.help or "")
