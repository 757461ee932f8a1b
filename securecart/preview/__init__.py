"""The preview of a fleet: what its stacks want, what the policy pack says of it, and how that is shown."""
