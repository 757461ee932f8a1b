"""What can go wrong with a policy pack."""


class AnalyzerError(Exception):
    """The policy pack did not start, broke, or does not answer."""
