"""Where AWS files countries, and where places are."""
