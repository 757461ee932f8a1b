"""What the CLI starts as a plugin: a provider that lives in the process that started the CLI, or a policy pack.

Started without the site's packages, since it is started again and again: only the standard library is here. It ends
when that process does, and the pack with it.
"""

import os
import signal
import socket
import subprocess
import sys
import threading


def main() -> None:
    """Be the plugin that the first argument names, for the process that listens on the port in the second."""
    plugin, port, *arguments = sys.argv[1:]
    with socket.create_connection(("127.0.0.1", int(port))) as starter:
        starter.sendall(f"{plugin}\n".encode())
        if plugin.startswith("pulumi-analyzer-"):
            sys.exit(_pack(starter, arguments))
        sys.stdout.write(starter.makefile().readline())
        sys.stdout.flush()
        starter.recv(1)  # returns when the other side is gone


def _pack(starter: socket.socket, arguments: list[str]) -> int:
    """Run a policy pack as Pulumi's language host does, if there were one."""
    command = [sys.executable, "-u", "-m", "pulumi.policy", *arguments[:2]]
    pack = subprocess.Popen(command)  # noqa: S603 (the interpreter that runs this)

    def end() -> None:
        starter.recv(1)
        os.kill(pack.pid, signal.SIGKILL)

    threading.Thread(target=end, daemon=True).start()
    return pack.wait()


if __name__ == "__main__":
    main()
