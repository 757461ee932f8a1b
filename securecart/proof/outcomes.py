"""What becomes of a journey, for one client and one scenario."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Ending(StrEnum):
    """How a journey ends, once whatever moves by itself has moved."""

    SERVED = "served"
    REFUSED = "refused"
    """By an error: the client is told so."""
    UNSERVED = "unserved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What becomes of a journey.

    Attributes:
        ending: how it ends.
        regions: the Regions, or the store, that answer in the end, each a share of requests; none where nobody does.
        seconds: the longest time until that: until it is served again, or until the error is the answer. 0 where the
            failure is not felt; None where it never ends by itself.
        resumes: of a client that is not served, the longest time until it is served again by itself; None: somebody
            has to repair something.
        loss: data loss at most, in seconds of writes; 0 for a journey that only reads, None where all may be lost.
        avoidable: of a client that is not served, whether something in its residency works that could serve it.
        resident: whether a customer's data stays in its residency.
        released: whether every release that answers has weight.
    """

    ending: Ending
    regions: tuple[str, ...]
    seconds: int | None
    resumes: int | None = None
    loss: int | None = 0
    avoidable: bool = False
    resident: bool = True
    released: bool = True
