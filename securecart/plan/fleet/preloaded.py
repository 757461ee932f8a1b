"""What every worker needs, loaded once: workers are forked from a process that has imported this module.

That is Pulumi's SDK and, of pulumi_aws, what the program in the current folder names in its source. A name that is not
found this way is loaded when the program comes to it.
"""

import contextlib
import gc
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import securecart.plan.analyzer.pack
import securecart.plan.embedded.runtime  # noqa: F401 (to be there)
from securecart.plan.embedded.services import PACKAGE, load_on_demand

PROGRAM: Final = ("__main__.py", "components/**/*.py")
"""The program's own files in a project."""
_IMPORT: Final = re.compile(rf"^\s*from {PACKAGE} import (.+)$", re.MULTILINE)
_USE: Final = re.compile(r"\b([a-z]\w*)\.([A-Z]\w*)")


def uses(directory: Path) -> Iterator[tuple[str, str]]:
    """The services of pulumi_aws that a program imports, each with a name that the program takes from it."""
    sources = [_source(path) for pattern in PROGRAM for path in directory.glob(pattern)]
    services = {
        service.strip() for source in sources for names in _IMPORT.findall(source) for service in names.split(",")
    }
    for service, name in sorted({use for source in sources for use in _USE.findall(source)}):
        if service in services:
            yield service, name


def _source(path: Path) -> str:
    """The text of a file; nothing where it has none that can be read: who imports it will say so."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _load() -> None:
    gc.disable()  # looking through the SDK's modules again and again would take a third of the time
    load_on_demand()
    for service, name in uses(Path()):
        with contextlib.suppress(ImportError):  # the program will come to it, and say where
            getattr(importlib.import_module(f"{PACKAGE}.{service}"), name, None)
    gc.freeze()  # what is loaded stays shared


_load()
