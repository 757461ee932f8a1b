"""What a stack is for, in a few words."""

from securecart.settings import EdgeSettings, Fleet


def role(fleet: Fleet, stack: str) -> str:
    """The role of a stack, for instance `active, writes world` or `standby, follows us-east-1`."""
    settings = fleet.settings(stack)
    if isinstance(settings, EdgeSettings):
        return "edge"
    follows = settings.database.follows
    data = f"follows {follows}" if follows else f"writes {settings.residency.value}"
    return f"{settings.role}, {data}"
