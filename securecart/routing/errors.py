"""What can be wrong with what is read."""


class RoutingError(Exception):
    """A file or a value cannot be used: one message that names it and says what is allowed."""


class ClientError(RoutingError):
    """There is no such client."""


class ZoneError(RoutingError):
    """A hosted zone, or what belongs to it, cannot be what Route 53 holds."""
