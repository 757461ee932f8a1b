"""Pulumi's engine in a throw-away folder: a backend, a home and plugins of its own, and nothing of the user's."""

from __future__ import annotations

import os
import secrets
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

import yaml
from pulumi import automation

from securecart.plan.engine.cli import Cli
from securecart.plan.engine.command import OfflineCommand
from securecart.plan.engine.errors import EngineError
from securecart.plan.engine.plugins import Plugins
from securecart.plan.engine.provider import StandInProvider
from securecart.plan.engine.stack import EngineStack

if TYPE_CHECKING:
    from securecart.settings import Project

_FOLDERS: Final = ("home", "state", "plugins", "project")


class OfflineEngine:
    """An engine that deploys to nowhere. A context manager: no process and no folder outlives it.

    Until then it knows what it has deployed, whichever version of a project that was.

    Args:
        cli: the Pulumi CLI.
        checkpoints: whether the state is written after each resource, so that an update that dies loses nothing.

    Attributes:
        plugins: the plugins that it has started.
    """

    plugins: Plugins

    def __init__(self, cli: Cli, *, checkpoints: bool = True) -> None:
        self._cli = cli
        self._checkpoints = checkpoints
        self._exits = ExitStack()
        self._stacks: dict[str, automation.Stack] = {}
        self._salt: dict[str, Any] = {}
        self._secrets: dict[str, Any] = {}

    def __enter__(self) -> Self:
        with _written(), ExitStack() as exits:
            self._folder = Path(exits.enter_context(tempfile.TemporaryDirectory(prefix="securecart-engine-")))
            for name in _FOLDERS:
                (self._folder / name).mkdir()
            self.plugins = exits.enter_context(Plugins(self._folder / "plugins", StandInProvider))
            # Where the CLI is killed, the API warns of the events that do not come any more; the CLI's end says it all.
            exits.enter_context(warnings.catch_warnings())
            warnings.filterwarnings("ignore", category=UserWarning, module="pulumi.automation")
            self._exits = exits.pop_all()
        self._workspace = automation.LocalWorkspace(
            work_dir=str(self._folder / "project"), pulumi_command=OfflineCommand(self._cli, self._environment())
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exits.close()

    def stack(self, project: Project, name: str) -> EngineStack:
        """A stack of a project, with its settings as they are now; what was deployed of it before stays.

        Raises:
            EngineError: the CLI failed, or the disk is full.
        """
        with _written():
            self._write_settings(project, name)
            if name not in self._stacks:
                self._stacks[name] = self._created(project, name)
        return EngineStack(self._stacks[name], project)

    def _created(self, project: Project, name: str) -> automation.Stack:
        stack = automation.Stack.create(name, self._workspace)
        if not self._secrets:
            stack.set_all_config(_stand_ins(project))
            self._keep_secrets(name)
            self._write_settings(project, name)
        return stack

    def _keep_secrets(self, name: str) -> None:
        """Keep the encrypted secrets for all stacks: they have one key, and encrypting takes the CLI a second."""
        written = yaml.safe_load(self._settings_file(name).read_text(encoding="utf-8"))
        self._salt = {"encryptionsalt": written["encryptionsalt"]}
        self._secrets = {key: value for key, value in written["config"].items() if _is_encrypted(value)}

    def _write_settings(self, project: Project, name: str) -> None:
        (self._folder / "project" / "Pulumi.yaml").write_bytes((project.directory / "Pulumi.yaml").read_bytes())
        wanted = project.offline_config(name).secrets
        plain = {key: value for key, value in project.files[name].values.items() if key not in wanted}
        encrypted = {key: value for key, value in self._secrets.items() if key in wanted}
        text = yaml.safe_dump({**self._salt, "config": {**plain, **encrypted}})
        self._settings_file(name).write_text(text, encoding="utf-8")

    def _settings_file(self, name: str) -> Path:
        return self._folder / "project" / f"Pulumi.{name}.yaml"

    def _environment(self) -> dict[str, str]:
        environment = {
            "PATH": os.pathsep.join([str(self._folder / "plugins"), str(self._cli.path.parent), os.environ["PATH"]]),
            "PULUMI_HOME": str(self._folder / "home"),
            "PULUMI_BACKEND_URL": f"file://{self._folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": secrets.token_hex(),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_DISABLE_REGISTRY_RESOLVE": "true",
            "PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS": "true",
        }
        if not self._checkpoints:
            environment |= {"PULUMI_EXPERIMENTAL": "true", "PULUMI_SKIP_CHECKPOINTS": "true"}
        return environment


def _stand_ins(project: Project) -> automation.ConfigMap:
    """The stand-ins for the secrets of all stacks, each of which has the same one for a key."""
    configs = [project.offline_config(name) for name in project.files]
    found = {key: config.values[key] for config in configs for key in config.secrets}
    return {key: automation.ConfigValue(value, secret=True) for key, value in sorted(found.items())}


def _is_encrypted(value: object) -> bool:
    return isinstance(value, dict) and set(value) == {"secure"}


@contextmanager
def _written() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise EngineError(f"{error.filename or tempfile.gettempdir()}: cannot be written: {error.strerror}") from error
