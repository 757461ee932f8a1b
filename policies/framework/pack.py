"""The rules as policies of Pulumi's policy SDK: a policy a rule, at the cost of one for all.

The SDK reads a request anew for every policy that it comes to, whether or not the rule has anything to say: with 80
rules, the 530 resources of a Region took it 9 seconds (`make bench` measures what they take this way; the tests count
the readings). One policy for many rules, on the other hand, has one name, one level and one severity: no rule could be
configured alone.

So every rule is a policy, and `Policies` decides which of them the SDK comes to. First comes one that reads the request
and has every rule judge it; after that only the rules that found something.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pulumi_policy import Policy

from policies.framework import own_policies
from policies.framework.exemptions import Exemptions
from policies.framework.judgement import RuleIndex
from policies.framework.request import Memory, Request
from policies.framework.rule import Rule


class Policies(list[Policy]):
    """The pack's policies.

    A list, as the SDK wants one, that is decided anew each time the SDK goes through it. To an SDK that keeps a copy
    instead, it is a plain list in which each policy judges for itself.
    """

    def __init__(self, rules: Sequence[Rule], exemptions: Exemptions | None = None) -> None:
        self._rules = rules
        self._index = RuleIndex(rules)
        self._exemptions = exemptions or Exemptions()
        self._memory = Memory()
        super().__init__(tuple(self))

    def __iter__(self) -> Iterator[Policy]:
        request = Request(self._rules, self._index, self._exemptions, self._memory)
        try:
            yield own_policies.resource_rules_complete(request.take_resource)
            yield own_policies.stack_rules_complete(request.take_stack)
            yield from request.policies()
            yield from request.completion()
        finally:
            request.close()
