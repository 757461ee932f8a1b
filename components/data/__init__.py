"""Where data is kept: the relational database, the catalogue and the carts."""
