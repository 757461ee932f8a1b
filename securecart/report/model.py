"""What a report tells of."""

from __future__ import annotations

from dataclasses import dataclass

from securecart.preview.model import Preview
from securecart.proof.estate.model import Estate
from securecart.proof.estate.read import read
from securecart.proof.model import Proof
from securecart.proof.proving import prove
from securecart.settings.edge import EdgeSettings


@dataclass(frozen=True, kw_only=True)
class Report:
    """A fleet's plan, the pack's verdicts on it, and what is proven of it.

    Attributes:
        preview: plan and verdicts.
        estate: what of the plan decides who answers a customer.
        proof: what becomes of every journey.
        domain: the public domain.
    """

    preview: Preview
    estate: Estate
    proof: Proof
    domain: str

    @property
    def is_fine(self) -> bool:
        """Whether the policy pack accepts the fleet and every promise is kept."""
        return self.preview.accepted and self.proof.is_proven


def report_on(preview: Preview, edge: EdgeSettings) -> Report:
    """The report on a preview of all stacks.

    Args:
        preview: the preview.
        edge: the settings of `global`.

    Raises:
        RoutingError: Route 53 would not hold the records.
    """
    estate = read(preview.plan)
    proof = prove(estate, edge, preview.project)
    return Report(preview=preview, estate=estate, proof=proof, domain=edge.domain)
