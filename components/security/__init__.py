"""Keys that what a Region stores is encrypted with."""
