"""What can go wrong with another revision."""


class RevisionError(Exception):
    """There is no such revision, or it cannot be planned."""
