"""Settings of a Region's relational database."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from securecart.settings.base import Settings


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
    instance_class: str = Field(pattern=r"^db\.[a-z0-9]+\.[a-z0-9]+$")
    """The instance class of the Multi-AZ instance, for instance `db.r8g.xlarge`."""
    engine_version: str = Field(default="17", pattern=r"^1[5-8](\.\d+)?$")
    """The PostgreSQL version: a major version follows AWS's minor ones."""
    allocated_storage: int = Field(default=400, ge=20, le=65536)
    """Storage at the start, in GiB. 400 is where gp3 reaches 12,000 IOPS ("Amazon RDS DB instance storage")."""
    max_allocated_storage: int = Field(default=4000, ge=20, le=65536)
    """The size up to which RDS grows the storage by itself, in GiB."""
    read_replicas: int = Field(default=1, ge=0, le=5)
    """In-Region read replicas for product search."""
    read_replica_class: str = Field(default="db.r8g.large", pattern=r"^db\.[a-z0-9]+\.[a-z0-9]+$")
    """The instance class of each in-Region read replica."""

    @model_validator(mode="after")
    def _role_and_source_agree(self) -> Self:
        if self.role is DatabaseRole.REPLICA and self.follows is None:
            raise ValueError("a replica names the Region of its writer in `follows`")
        if self.role is DatabaseRole.WRITER and self.follows is not None:
            raise ValueError("a writer follows nobody: remove `follows`, or set `role: replica`")
        if self.max_allocated_storage <= self.allocated_storage:
            raise ValueError("`maxAllocatedStorage` is more than `allocatedStorage`")
        return self
