"""How customers come in where a distribution has a mistake."""

from __future__ import annotations

from dataclasses import replace

from securecart.report.architecture.model import LineGroup, Mark
from securecart.report.architecture.read import architecture
from securecart.report.model import Report


def pages(report: Report, target: str) -> LineGroup:
    """The entrance to the shop, whose distribution fetches pages from another target."""
    estate = report.estate
    distributions = {
        name: replace(each, behaviors=(*each.behaviors[:-1], ("*", target)))
        for name, each in estate.distributions.items()
    }
    return architecture(replace(report, estate=replace(estate, distributions=distributions))).entrances[0]


def test_a_behavior_with_an_unknown_origin_leads_nowhere(report: Report) -> None:
    assert [line.title for line in pages(report, "gone").lines] == ["CloudFront /images/*, /scripts/*"]


def test_the_first_origin_of_a_group_that_is_known_serves(report: Report) -> None:
    (distribution,) = report.estate.distributions.values()
    ((group, members),) = distribution.origin_groups.items()
    known = replace(distribution, origins={key: distribution.origins[key] for key in members[1:]})
    estate = replace(report.estate, distributions={known.dns_name: known})
    (line,) = architecture(replace(report, estate=estate)).entrances[0].lines
    assert line.stops == {"us-west-2": Mark.SERVES}
    assert known.origins_of(group) == tuple(known.origins.values())
