"""An architecture as a reader sees it: a column for each Region, and lines that run through the columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """What a Region is to a line that runs through it, in words."""

    SERVES = "serves"
    STANDBY = "stands by"
    ERROR = "error page"
    WRITER = "writer"
    FOLLOWER = "follower"
    BACKUPS = "backups"
    REPLICA = "replica"
    ENDPOINT = "connected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something that several Regions have a part in.

    Attributes:
        title: what it is.
        stops: the Regions, and what each is to it.
        flows: between which Regions data flows, from and to; empty where it flows both ways, or requests do.
    """

    title: str
    stops: Mapping[str, Mark]
    flows: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineGroup:
    """Lines that belong together.

    Attributes:
        title: what they share.
        note: more of it; may be empty.
        lines: the lines.
    """

    title: str
    note: str = ""
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Something in a Region.

    Attributes:
        title: what it is.
        note: what it is for.
        parts: what is in it, each with a figure.
        idle: whether no traffic reaches it.
    """

    title: str
    note: str
    parts: tuple[tuple[str, str], ...] = ()
    idle: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A Region.

    Attributes:
        region: its name.
        role: what it is for.
        network: the range of its VPC; empty where it has none.
        boxes: what is in it.
    """

    region: str
    role: str
    network: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """All of it.

    Attributes:
        columns: the Regions, those of a data domain side by side.
        entrances: how customers come in, by name.
        connections: what connects the Regions with each other, and with the warehouse and stores.
    """

    columns: tuple[Column, ...]
    entrances: tuple[LineGroup, ...]
    connections: tuple[LineGroup, ...]
