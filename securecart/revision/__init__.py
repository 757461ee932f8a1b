"""Another revision of the project: its files beside the work tree, and what its own program plans."""
