"""The architecture that a plan declares: Regions side by side, and what runs through them."""
