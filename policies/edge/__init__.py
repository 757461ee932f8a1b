"""Edge: what faces the internet is filtered before it reaches the application."""
