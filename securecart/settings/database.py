"""Settings of a Region's relational database."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from securecart.settings.base import Disagreement, Form, Settings

InstanceClass = Annotated[str, Form(r"db\.[a-z0-9-]+\.[a-z0-9-]+", "a class of instance such as db.r8g.xlarge")]


class DatabaseRole(StrEnum):
    """Whether a Region's database takes writes or follows one that does."""

    WRITER = "writer"
    REPLICA = "replica"


class DatabaseSettings(Settings):
    """A Region's PostgreSQL: its role in the data domain and its size.

    A promotion is `role: replica` becoming `role: writer` (and `follows` going) with everything else left alone: then
    RDS promotes in place. Following another writer needs a new instance, which a new `generation` declares.
    """

    role: DatabaseRole
    """`writer`, or `replica` of the writer that `follows` names."""
    follows: str | None = None
    """The Region of the writer that a replica follows."""
    promotable: bool = False
    """Whether a replica may become the writer: every Region of the data domain then has a private path to it."""
    generation: int = Field(ge=1)
    """The number of the instance, part of its identifier: raised when a new instance must take its place."""
    instance_class: InstanceClass
    """The instance class of the Multi-AZ instance, for instance `db.r8g.xlarge`."""
    engine_version: Annotated[str, Form(r"1[5-8](\.\d+)?", 'PostgreSQL 15 to 18, for instance "17" or "17.6"')] = "17"
    """The PostgreSQL version: a major version follows AWS's minor ones."""
    allocated_storage: int = Field(default=400, ge=20, le=65536)
    """Storage at the start, in GiB. 400 is where gp3 reaches 12,000 IOPS ("Amazon RDS DB instance storage")."""
    max_allocated_storage: int = Field(default=4000, ge=20, le=65536)
    """The size up to which RDS grows the storage by itself, in GiB."""
    read_replicas: int = Field(default=1, ge=0, le=5)
    """In-Region read replicas for product search."""
    read_replica_class: InstanceClass = "db.r8g.large"
    """The instance class of each in-Region read replica."""

    def disagreements(self) -> Iterator[Disagreement]:
        """A replica and nobody else follows a writer; storage can grow."""
        if self.role is DatabaseRole.REPLICA and self.follows is None:
            yield Disagreement("follows", None, "a replica follows a writer", "the Region of the writer")
        if self.role is DatabaseRole.WRITER and self.follows is not None:
            yield Disagreement("follows", self.follows, "a writer follows nobody", "nothing, or `role: replica`")
        if self.max_allocated_storage <= self.allocated_storage:
            yield Disagreement(
                "maxAllocatedStorage",
                self.max_allocated_storage,
                f"storage starts at {self.allocated_storage} GiB (`allocatedStorage`) and could not grow",
                f"more than {self.allocated_storage}",
            )
