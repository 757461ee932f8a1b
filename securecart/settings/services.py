"""Settings of the application's services and releases."""

from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import Field, StringConstraints, model_validator

from securecart.settings.base import Settings


class Surface(StrEnum):
    """A name in the public zone under which customers reach the application."""

    ORIGIN = "origin"
    """Anonymous pages and the catalogue, behind CloudFront."""
    API = "api"
    CHECKOUT = "checkout"


class CatalogueAccess(StrEnum):
    """What a service may do with the product catalogue's table."""

    NONE = "none"
    READ = "read"
    WRITE = "write"


ServiceName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{1,11}$")]
"""Lower-case letters and dashes, 12 at most: load balancer target groups are named after services."""
ReleaseName = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,6}$")]
"""Lower-case letters, 6 at most: it is a DNS label and part of the names of load balancers."""

FARGATE_MEMORY: Final = {
    256: (512, 2048, 512),
    512: (1024, 4096, 1024),
    1024: (2048, 8192, 1024),
    2048: (4096, 16384, 1024),
    4096: (8192, 30720, 1024),
    8192: (16384, 61440, 4096),
    16384: (32768, 122880, 8192),
}
"""Memory in MiB that Fargate takes for each CPU size: least, most, step ("Task CPU and memory")."""


class RouteSettings(Settings):
    """What part of a surface a service answers."""

    surface: Surface
    """The host name: `origin`, `api` or `checkout`."""
    paths: tuple[str, ...] = Field(min_length=1, max_length=3)
    """Path patterns of the load balancer rule, for instance `/catalog/*`; `/*` takes what no other rule does."""


class ServiceSettings(Settings):
    """One ECS service: its size, what it answers and what it may touch."""

    cpu: int = Field(default=512)
    """CPU units of a task: 1,024 are one vCPU."""
    memory: int = Field(default=1024)
    """Memory of a task in MiB."""
    minimum_tasks: int = Field(default=3, ge=1)
    """Tasks that always run, in every release; no fewer than the network has zones."""
    maximum_tasks: int = Field(default=30, ge=1)
    """Tasks that autoscaling may reach."""
    port: int = Field(default=8080, ge=1024, le=65535)
    """The port that the container listens on."""
    routes: tuple[RouteSettings, ...] = ()
    """The load balancer rules that lead to the service; none for a worker."""
    database: bool = False
    """Whether it reads and writes the relational database."""
    catalogue: CatalogueAccess = CatalogueAccess.NONE
    """Its access to the catalogue's table."""
    carts: bool = False
    """Whether it reads and writes the carts' table."""
    orders: str | None = Field(default=None, pattern=r"^(send|receive)$")
    """`send` puts orders on the Region's queue, `receive` takes them off it."""

    @model_validator(mode="after")
    def _fargate_takes_the_size(self) -> Self:
        if self.cpu not in FARGATE_MEMORY:
            raise ValueError(f"`cpu` {self.cpu} is no Fargate size; allowed: {', '.join(map(str, FARGATE_MEMORY))}")
        least, most, step = FARGATE_MEMORY[self.cpu]
        if not (least <= self.memory <= most and self.memory % step == 0):
            raise ValueError(
                f"`memory` {self.memory} does not go with `cpu` {self.cpu}; allowed: {least} to {most} in steps of {step}"
            )
        if self.maximum_tasks < self.minimum_tasks:
            raise ValueError("`maximumTasks` is not less than `minimumTasks`")
        return self


class ReleaseSettings(Settings):
    """One release of the application: a load balancer and services of its own, and its share of the traffic."""

    weight: int = Field(ge=0, le=255)
    """Its share, of the sum over the releases, in Route 53 and Global Accelerator. 0: deployed, no record, no traffic."""
    image_tag: str = Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$")
    """The tag of the images that its tasks run; tags are immutable in the registry."""
