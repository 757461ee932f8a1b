"""What a stack is for, in a few words."""

from securecart.settings import EdgeSettings, Fleet


def role(fleet: Fleet, stack: str) -> str:
    """The role of a stack, for instance `active, writes world` or `standby, follows us-east-1`.

    A switch that must not stay on is part of it: `edge, teardown`.
    """
    settings = fleet.settings(stack)
    words: list[str] = [settings.role]
    if not isinstance(settings, EdgeSettings):
        follows = settings.database.follows
        words.append(f"follows {follows}" if follows else f"writes {settings.residency.value}")
        if settings.bootstrap:
            words.append("bootstrap")
    if settings.teardown:
        words.append("teardown")
    return ", ".join(words)
