"""The command line: `zhanggui`. Nothing heavy is imported before a command is chosen."""

from assistant.cli.commands import main

__all__ = ["main"]
