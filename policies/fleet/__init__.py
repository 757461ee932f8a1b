"""Fleet: what no single stack can see, since it takes two of them to go wrong."""
