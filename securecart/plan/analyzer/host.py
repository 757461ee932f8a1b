"""Hosts a policy pack: `python -u -m securecart.plan.analyzer.host ENGINE_ADDRESS PACK`.

Every stack has a pack of its own, as with Pulumi: a process that does what `python -u -m pulumi.policy` does, in the
environment of its stack. Starting one takes most of a second, nearly all of it for loading the policy SDK and the
modules of the pack. So this process loads both once and makes each pack by forking itself. A pack's `__main__.py` runs
for its stack; the modules beside it are loaded before there is one.

It reads requests from standard input, one JSON object a line, and writes what becomes of the packs in the same way to
what is standard output when it starts. From then on standard output is standard error, here and in whatever the pack's
modules start while they are loaded: nothing that they print gets between the lines.

- `{"start": 1, "environment": {...}}` starts a pack and calls it 1;
- `{"stop": 1}` ends it;
- `{"pack": 1, "out": "41234"}` and `{"pack": 1, "err": "..."}` are lines that a pack prints;
- `{"pack": 1, "ended": 0}` is its end, with its exit code.

When standard input ends, because who started it closed it or is gone, it ends with all packs. A pack that finds this
process gone ends, too.
"""

import contextlib
import functools
import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, Final, NoReturn, TextIO

POLL: Final = 0.05
"""Seconds between two looks at a pack that has closed its output and has not ended."""

SWITCH_INTERVAL: Final = 0.1
"""Seconds after which one of a pack's threads lets another go on; most are done with a question in a millisecond."""

LOAD_TIMEOUT: Final = 3.0
"""Seconds that the pack's modules may take to load before a pack is asked for; the rest is left to each pack."""


class Lines:
    """Takes bytes as they come and hands on whole lines."""

    def __init__(self, take: Callable[[str], None]) -> None:
        self._take = take
        self._rest = b""

    def feed(self, data: bytes) -> None:
        """Take some bytes; none are the end."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if not data and self._rest:
            lines, self._rest = [self._rest], b""
        for line in lines:
            self._take(line.decode(errors="replace"))


class Host:
    """Starts packs, listens to them, and ends them.

    Args:
        arguments: what a pack is started with: the engine's address and the pack's folder.
        channel: takes what becomes of the packs; it keeps no line back.
    """

    def __init__(self, arguments: list[str], channel: TextIO) -> None:
        self._arguments = arguments
        self._channel = channel
        self._selector = selectors.DefaultSelector()
        self._lifeline, self._held = os.pipe()  # the writing end closes when this process ends, however it does
        self._packs: dict[int, int] = {}
        self._open: dict[int, int] = {}

    def serve(self) -> None:
        """Do what is asked for until standard input ends; leave no pack behind."""
        requests = Lines(self._request)
        self._selector.register(0, selectors.EVENT_READ, requests)
        try:
            while True:
                for key, _ in self._selector.select(POLL if self._closing() else None):
                    data = os.read(key.fd, 65536)
                    key.data.feed(data)
                    if not data and key.fd == 0:
                        return
                    if not data:
                        self._close(key.fd)
                self._reap()
        finally:
            for pid in self._packs.values():
                _kill(pid)

    def _request(self, line: str) -> None:
        request = json.loads(line)
        if "start" in request:
            self._start(request["start"], request["environment"])
        elif request["stop"] in self._packs:
            _kill(self._packs[request["stop"]])

    def _start(self, pack: int, environment: Mapping[str, str]) -> None:
        ends = {"out": os.pipe(), "err": os.pipe()}
        pid = os.fork()
        if pid == 0:
            self._become_pack(environment, ends["out"][1], ends["err"][1])
        self._packs[pack] = pid
        self._open[pack] = len(ends)
        for kind, (reading, writing) in ends.items():
            os.close(writing)

            def say(line: str, kind: str = kind) -> None:
                self._say({"pack": pack, kind: line})

            self._selector.register(reading, selectors.EVENT_READ, _Output(pack, say))

    def _become_pack(self, environment: Mapping[str, str], out: int, err: int) -> NoReturn:
        """In the new process: be what `python -u -m pulumi.policy` would be."""
        code = 1
        try:
            os.setsid()
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(out, 1)
            os.dup2(err, 2)
            os.dup2(self._lifeline, 3)
            os.closerange(4, 1024)  # the channel, and the ends that belong to the host and to other packs
            threading.Thread(target=_end_with_host, daemon=True).start()
            os.environ.update(environment)
            sys.argv = ["pulumi.policy", *self._arguments]
            runpy.run_module("pulumi.policy", run_name="__main__", alter_sys=True)
            code = 0
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else 1
            if isinstance(error.code, str):
                sys.stderr.write(f"{error.code}\n")
        except BaseException:  # noqa: BLE001 (nothing may get back into the host's code)
            traceback.print_exc()
        finally:
            os._exit(code)

    def _close(self, descriptor: int) -> None:
        output = self._selector.unregister(descriptor).data
        os.close(descriptor)
        self._open[output.pack] -= 1

    def _closing(self) -> list[int]:
        return [pack for pack, count in self._open.items() if count == 0]

    def _reap(self) -> None:
        for pack in self._closing():
            pid, status = os.waitpid(self._packs[pack], os.WNOHANG)
            if pid:
                del self._packs[pack], self._open[pack]
                self._say({"pack": pack, "ended": os.waitstatus_to_exitcode(status)})

    def _say(self, message: Mapping[str, object]) -> None:
        self._channel.write(json.dumps(message) + "\n")


class _Output(Lines):
    """One of a pack's outputs."""

    def __init__(self, pack: int, take: Callable[[str], None]) -> None:
        super().__init__(take)
        self.pack = pack


def _end_with_host() -> None:
    os.read(3, 1)  # nothing is ever written: this returns when the other end is closed
    os._exit(0)


def _kill(pid: int) -> None:
    """End a pack and what it may have started; before it has a group of its own there is only itself."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)


def _channel() -> TextIO:
    """What is standard output, for this process alone: in its place comes standard error."""
    channel = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    os.dup2(2, 1)
    return channel


class _Loaded(BaseException):
    """The pack has come to where it would serve."""


def _load(directory: str) -> None:
    """Load the modules of the pack, by running it until it would serve; what is wrong with it a pack tells itself."""
    sdk: Any = importlib.import_module("pulumi_policy")
    asked: Any = importlib.import_module("pulumi_policy.policy")
    asked.signature = functools.cache(asked.signature)  # of one and the same class, with every question

    def loaded(*_: object, **__: object) -> NoReturn:
        raise _Loaded

    serve, sdk.PolicyPack = sdk.PolicyPack, loaded
    signal.signal(signal.SIGALRM, loaded)
    signal.setitimer(signal.ITIMER_REAL, LOAD_TIMEOUT)
    try:
        with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
            runpy.run_path(directory, run_name="__main__")
    except BaseException:  # noqa: BLE001, S110 (it is run again, by a process that tells)
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        sdk.PolicyPack = serve


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started it
    channel = _channel()
    _load(sys.argv[2])
    gc.disable()  # a pack lives for one stack
    gc.freeze()  # what is loaded stays shared with the packs
    sys.setswitchinterval(SWITCH_INTERVAL)
    Host(sys.argv[1:], channel).serve()
