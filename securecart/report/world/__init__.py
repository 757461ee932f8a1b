"""The world: where clients and Regions are, and who is answered by whom."""
