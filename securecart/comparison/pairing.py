"""Which resource of one plan is which of the other: the same URN, or an alias."""

from collections.abc import Iterator, Mapping

from securecart.plan import urns
from securecart.plan.model import Plan, Resource


def pairs(before: Plan, after: Plan) -> Mapping[str, str]:
    """By the URN of a resource of `after`, the URN that it has in `before`.

    An alias is taken as the engine takes it: one of a parent counts for its children, whose names may begin with its
    own. Resources that neither URN nor alias finds are left out.
    """
    old = {resource.urn for resource in before.resources()}
    new = {resource.urn: resource for resource in after.resources()}
    found: dict[str, str] = {urn: urn for urn in new if urn in old}
    taken = set(found)
    seen: set[str] = set()

    def pair(resource: Resource) -> None:
        if resource.urn in seen:
            return
        seen.add(resource.urn)
        parent = new.get(resource.parent or "")
        if parent:
            pair(parent)
        if resource.urn in found:
            return
        for candidate in _former(resource, parent, found):
            if candidate in old and candidate not in taken:
                found[resource.urn] = candidate
                taken.add(candidate)
                return

    for resource in new.values():
        pair(resource)
    return found


def _former(resource: Resource, parent: Resource | None, found: Mapping[str, str]) -> Iterator[str]:
    """The URNs that a resource may have had."""
    yield from resource.aliases
    former = found.get(parent.urn) if parent else None
    if parent and former and former != parent.urn:
        name = resource.name
        if name.startswith(parent.name):
            name = urns.name(former) + name.removeprefix(parent.name)
        project = former.split("::", 2)[1]
        for old_name in dict.fromkeys((name, resource.name)):
            yield urns.make(
                stack=urns.stack(former), project=project, parent=former, type_=resource.type, name=old_name
            )
