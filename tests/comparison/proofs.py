"""Small proofs to compare."""

from __future__ import annotations

from securecart.proof.cause import Cause
from securecart.proof.estate.model import Declared
from securecart.proof.failures import Failure, FailureKind
from securecart.proof.journeys import JOURNEYS
from securecart.proof.model import Case, Counterexample, Proof
from securecart.proof.outcomes import Ending, Outcome
from securecart.proof.promises import Miss, Promise
from securecart.settings.assumptions import AssumptionSettings
from securecart.settings.objectives import ObjectiveSettings

LOST = Failure(kind=FailureKind.REGION, name="us-east-1", region="us-east-1", key="us-east-1")
CHECKOUT = next(journey for journey in JOURNEYS if journey.id == "checkout")


def broken(
    remedy: str = "give it a health check",
    *,
    seconds: int = 300,
    source: str = "components/routing/tree.py:12",
    journeys: tuple[str, ...] = ("checkout",),
    scenarios: int = 1,
    customers: int = 3,
    promise: Promise = Promise.TIME,
) -> Counterexample:
    """A checkout that is served too late when a Region is lost."""
    outcome = Outcome(ending=Ending.SERVED, regions=("us-west-2",), seconds=seconds)
    return Counterexample(
        case=Case(journey=CHECKOUT, scenario=(LOST,), customers=("berlin",), outcome=outcome),
        customer="berlin",
        miss=Miss(
            promise=promise,
            setting="objectives.region.writeSeconds",
            promised="writes within 110 s",
            found=f"{seconds} s",
        ),
        path=(),
        cause=Cause(
            reason=f"it takes {seconds} s",
            remedy=remedy,
            declared=Declared(stack="global", type="aws:route53/record:Record", name="checkout|eu", source=source),
        ),
        journeys=journeys,
        scenarios=scenarios,
        customers=customers,
    )


def proof(*counterexamples: Counterexample) -> Proof:
    """A proof with nothing in it but counterexamples."""
    return Proof(
        project="securecart",
        journeys=(CHECKOUT,),
        failures=(LOST,),
        clients={},
        cases=(),
        pairs=(),
        pair_count=0,
        limited=False,
        counterexamples=counterexamples,
        missed=frozenset((found.case.journey.id, found.case.scenario) for found in counterexamples),
        objectives=ObjectiveSettings(),
        assumptions=AssumptionSettings(),
        seconds=0.0,
    )
