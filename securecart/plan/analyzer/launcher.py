"""Runs a policy pack: `python -u -m securecart.plan.analyzer.launcher ENGINE_ADDRESS PACK`.

It is `python -u -m pulumi.policy`, which Pulumi starts a pack with, and one thing more: the pack ends when its standard
input does, that is, when the process that started it is gone, even if that was killed.
"""

import os
import runpy
import sys
import threading


def _end_with_parent() -> None:
    os.read(0, 1)  # nothing is ever written: this returns when the other end is closed
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.argv[0] = "pulumi.policy"
    runpy.run_module("pulumi.policy", run_name="__main__", alter_sys=True)
