"""What can go wrong with Pulumi's engine itself."""


class EngineError(Exception):
    """There is no CLI that will do, or it broke: the message says what, and what to do about it."""
