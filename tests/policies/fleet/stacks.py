"""Small fleets for the tests of rules across stacks."""

from __future__ import annotations

from tests.policies.harness import Deployment, program


def two(type_: str, first: str, second: str, *, region: str = "us-east-1") -> Deployment:
    """Two stacks, `one` in us-east-1 and `two` in `region`, each with one resource of a type and its properties."""
    return program(f"""
        name: one
        config: {{"aws:region": us-east-1}}
        resources:
          first: {{type: "{type_}", properties: {{{first}}}}}
        ---
        name: two
        config: {{"aws:region": {region}}}
        resources:
          second: {{type: "{type_}", properties: {{{second}}}}}
    """)
