"""The one error that settings raise."""


class SettingsError(Exception):
    """A setting is wrong: the message names file, key, value and what is allowed, one problem a line."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))
