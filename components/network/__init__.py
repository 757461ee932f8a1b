"""A Region's network and the private paths between Regions."""
