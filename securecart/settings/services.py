"""Settings of the application's services and releases."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field

from securecart.settings.base import Disagreement, Form, Settings


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


ServiceName = Annotated[str, Form(r"[a-z](-?[a-z]){1,11}", "2 to 12 lower-case letters and dashes")]
"""Short, because load balancer target groups are named after services."""
ReleaseName = Annotated[str, Form(r"[a-z]{2,6}", "2 to 6 lower-case letters")]
"""Short, because a release is a DNS label and part of the names of load balancers."""
PathPattern = Annotated[
    str, Form(r"/[A-Za-z0-9_.$/~\"'@:+*?&-]{0,127}", "a path pattern of a load balancer, such as /catalog/*")
]
"""128 characters at most ("Listener rules for your Application Load Balancer", path conditions)."""

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
    paths: tuple[PathPattern, ...] = Field(min_length=1, max_length=3)
    """Path patterns of the load balancer rule, for instance `/catalog/*`; `/*` takes what no other rule does."""


class ServiceSettings(Settings):
    """One ECS service: its size, what it answers and what it may touch."""

    cpu: int = 512
    """CPU units of a task: 1,024 are one vCPU."""
    memory: int = 1024
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
    orders: Literal["send", "receive"] | None = None
    """`send` puts orders on the Region's queue, `receive` takes them off it."""

    def disagreements(self) -> Iterator[Disagreement]:
        """Fargate takes the size, and autoscaling has room."""
        if self.cpu not in FARGATE_MEMORY:
            sizes = ", ".join(map(str, FARGATE_MEMORY))
            yield Disagreement("cpu", self.cpu, "Fargate has no such size", sizes)
        else:
            least, most, step = FARGATE_MEMORY[self.cpu]
            if not (least <= self.memory <= most and self.memory % step == 0):
                allowed = f"{least} to {most} in steps of {step}"
                yield Disagreement("memory", self.memory, f"Fargate does not pair it with `cpu` {self.cpu}", allowed)
        if self.maximum_tasks < self.minimum_tasks:
            reason = f"`minimumTasks` is {self.minimum_tasks}"
            yield Disagreement("maximumTasks", self.maximum_tasks, reason, f"{self.minimum_tasks} or more")


class ReleaseSettings(Settings):
    """One release of the application: a load balancer and services of its own, and its share of the traffic."""

    weight: int = Field(ge=0, le=255)
    """Its share of the sum over all releases, in Route 53 and Global Accelerator. 0: deployed without a record."""
    image_tag: Annotated[str, Form(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}", 'an image tag such as "2026.11.1"')]
    """The tag of the images that its tasks run; tags are immutable in the registry."""
