"""The real fleet's requests: the program is run once, and again only after it has changed."""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from securecart.plan.embedded.runtime import run_program
from securecart.plan.stack import Stack
from securecart.settings import load_project
from tests.fleet import ROOT
from tests.policies.harness import Deployment
from tests.policies.mutants.mutant import View

if TYPE_CHECKING:
    from securecart.plan.embedded.exports import Exports

Recorded = Mapping[View, Mapping[str, Deployment]]
_KEPT: Final = ROOT / "build" / "recorded"
_MADE_OF: Final = ("__main__.py", "Pulumi*.yaml", "requirements.txt", "components/**/*", "securecart/**/*")
_ALSO: Final = ("tests/policies/harness.py", "tests/policies/recorded.py")


def record() -> Recorded:
    """The requests of every stack of the fleet, by view and stack, in order of deployment."""
    kept = _KEPT / f"{_digest()}.pickle"
    if kept.is_file():
        recorded: Recorded = pickle.loads(kept.read_bytes())  # noqa: S301 (written below)
        return recorded
    made = _run()
    _KEPT.mkdir(parents=True, exist_ok=True)
    for outdated in _KEPT.glob("*.pickle"):
        outdated.unlink(missing_ok=True)
    part = kept.with_suffix(f".{os.getpid()}")
    part.write_bytes(pickle.dumps(made))
    part.replace(kept)
    return made


def _run() -> Recorded:
    project = load_project(ROOT)
    exports: dict[str, Exports] = {}
    made: dict[View, dict[str, Deployment]] = {view: {} for view in View}
    gc.disable()  # looking through the SDK's modules again and again takes longer than the program
    for name in project.fleet.deployment_order:
        config = project.offline_config(name)
        stack = Stack(name=name, project="securecart", config=config.values, secret_keys=config.secrets)
        recording = run_program(ROOT, stack, exports)
        exports[name] = recording.exports
        made[View.PREVIEW][name] = Deployment.of(recording)
        made[View.DEPLOYED][name] = Deployment.deployed(recording)
    gc.enable()
    return made


def _digest() -> str:
    digest = hashlib.sha256()
    for file in sorted(_files()):
        digest.update(f"{file.relative_to(ROOT)}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    for pattern in (*_MADE_OF, *_ALSO):
        yield from (file for file in ROOT.glob(pattern) if file.is_file() and "__pycache__" not in file.parts)
