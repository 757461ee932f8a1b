"""The `securecart` command."""

from securecart.cli.app import main

__all__ = ["main"]
