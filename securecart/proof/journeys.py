"""What customers, the warehouse and the stores do, and what each of it needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Access(StrEnum):
    """Whether something is only looked at."""

    READ = "read"
    WRITE = "write"


class Way(StrEnum):
    """How the platform is reached."""

    INTERNET = "internet"
    PRIVATE_LINE = "private line"
    IN_STORE = "in the store"


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """Something that is done with the platform.

    Attributes:
        id: what it is selected by.
        title: what is done.
        access: whether it writes.
        way: how the platform is reached.
        label: over the internet, the name that is asked for, within the domain.
        path: over the internet, a path of it; what answers it follows from the plan.
        database: what it does with the relational database.
        tables: whether it needs the tables of the service that answers.
        personal: whether it carries a customer's data, which has a residency.
        by_residency: whether the customer's residency decides which Regions may serve it.
        from_any_region: whether each of these Regions can.
    """

    id: str
    title: str
    access: Access
    way: Way = Way.INTERNET
    label: str = ""
    path: str = "/"
    database: Access | None = None
    tables: bool = False
    personal: bool = False
    by_residency: bool = False
    from_any_region: bool = True


JOURNEYS: Final = (
    Journey(id="storefront", title="Storefront", access=Access.READ, label="shop", tables=True),
    Journey(
        id="static",
        title="Images, scripts",
        access=Access.READ,
        label="shop",
        path="/images/product.webp",
        from_any_region=False,
    ),
    Journey(
        id="search", title="Product search", access=Access.READ, label="shop", path="/search", database=Access.READ
    ),
    Journey(
        id="api-read",
        title="API read",
        access=Access.READ,
        label="api",
        path="/v1/account",
        database=Access.READ,
        personal=True,
        by_residency=True,
    ),
    Journey(
        id="api-write",
        title="API write",
        access=Access.WRITE,
        label="api",
        path="/v1/account",
        database=Access.WRITE,
        personal=True,
        by_residency=True,
    ),
    Journey(
        id="checkout",
        title="Checkout",
        access=Access.WRITE,
        label="checkout",
        database=Access.WRITE,
        tables=True,
        personal=True,
        by_residency=True,
    ),
    Journey(
        id="catalogue-read",
        title="Catalogue read",
        access=Access.READ,
        label="api",
        path="/v1/catalog/x",
        tables=True,
        by_residency=True,
    ),
    Journey(
        id="catalogue-write",
        title="Catalogue write",
        access=Access.WRITE,
        label="api",
        path="/v1/catalog/x",
        tables=True,
        by_residency=True,
    ),
    Journey(
        id="warehouse",
        title="Warehouse",
        access=Access.READ,
        way=Way.PRIVATE_LINE,
        database=Access.READ,
        from_any_region=False,
    ),
    Journey(id="store", title="Store", access=Access.WRITE, way=Way.IN_STORE, from_any_region=False),
)
"""All of them. Who answers a path, and what that service uses, is read from the plan."""
