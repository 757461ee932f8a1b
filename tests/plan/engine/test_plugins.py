"""The plugins' processes, started as the CLI starts them."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2_grpc

from securecart.plan.engine.plugins import PROVIDERS, Plugins
from securecart.plan.engine.provider import StandInProvider

PATIENCE = 20.0


@pytest.fixture
def plugins(tmp_path: Path) -> Iterator[Plugins]:
    with Plugins(tmp_path, StandInProvider) as serving:
        yield serving


def start(folder: Path, name: str, *arguments: str, cwd: Path | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen([folder / name, *arguments], stdout=subprocess.PIPE, text=True, cwd=cwd)


def version(port: str) -> str:
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        told: str = provider_pb2_grpc.ResourceProviderStub(channel).GetPluginInfo(empty_pb2.Empty()).version
    return told


@pytest.mark.parametrize("package", PROVIDERS)
def test_a_provider_prints_its_port_and_is_there(plugins: Plugins, tmp_path: Path, package: str) -> None:
    assert plugins.connections == set()
    with start(tmp_path, f"pulumi-resource-{package}", "127.0.0.1:1") as process:
        assert process.stdout
        assert version(process.stdout.readline().strip())
        process.terminate()


def test_each_process_is_a_provider_of_its_own(plugins: Plugins, tmp_path: Path) -> None:
    processes = [start(tmp_path, "pulumi-resource-aws") for _ in range(2)]
    ports = {process.stdout.readline().strip() for process in processes if process.stdout}
    assert len(ports) == len(plugins.connections) == 2
    for process in processes:
        process.kill()
        process.communicate()


def test_a_provider_goes_with_its_process(plugins: Plugins, tmp_path: Path) -> None:
    process = start(tmp_path, "pulumi-resource-aws")
    assert process.stdout
    port = process.stdout.readline().strip()
    process.kill()
    process.communicate()
    until(lambda: not plugins.connections)
    with pytest.raises(grpc.RpcError):
        version(port)


def test_no_process_outlives_what_serves_it(tmp_path: Path) -> None:
    (tmp_path / "PulumiPolicy.yaml").write_text("runtime: python\n")
    (tmp_path / "__main__.py").write_text("import time\nprint('started', flush=True)\ntime.sleep(60)\n")
    with Plugins(tmp_path, StandInProvider):
        provider = start(tmp_path, "pulumi-resource-aws")
        pack = start(tmp_path, "pulumi-analyzer-policy-python", "127.0.0.1:1", ".", cwd=tmp_path)
        for process in (provider, pack):
            assert process.stdout
            assert process.stdout.readline()
    for process in (provider, pack):
        process.communicate(timeout=PATIENCE)


def until(condition: object) -> None:
    assert callable(condition)
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
