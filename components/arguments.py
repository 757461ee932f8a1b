"""The error of a component's arguments."""


class ArgumentError(ValueError):
    """An argument of a component is wrong; nothing was declared yet."""

    def __init__(self, component: str, argument: str, value: object, allowed: str) -> None:
        super().__init__(f"{component}: {argument}: {value!r}; allowed: {allowed}")
        self.component = component
        self.argument = argument
        self.value = value
        self.allowed = allowed
