"""One name, asked for by one client: the answer, and the way to it."""
