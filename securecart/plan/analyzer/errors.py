"""What can go wrong with a policy pack."""


class AnalyzerError(Exception):
    """The policy pack did not start, broke, or does not answer."""


class PackLostError(AnalyzerError):
    """A pack is gone or does not answer: what happened, for instance `ended while it was asked about ...`.

    Who has started the pack knows what it said last.
    """
