"""Serves the pack to Pulumi, which runs this folder: `pulumi preview --policy-pack policies`."""

import sys
from pathlib import Path
from types import ModuleType

# This folder is the package `policies`, whatever it is called: a published pack is unpacked into one of another name.
package = ModuleType("policies")
package.__path__ = [str(Path(__file__).resolve().parent)]
sys.modules["policies"] = package

from pulumi_policy import PolicyPack  # noqa: E402

from policies.catalogue import rules  # noqa: E402
from policies.framework.exemptions import ExemptionsError, load  # noqa: E402
from policies.framework.pack import Policies  # noqa: E402

try:
    exemptions = load(Path(__file__).parent / "exemptions.yaml")
except ExemptionsError as error:
    sys.exit(f"policies/{error}")
PolicyPack("securecart", Policies(rules(), exemptions))
