"""Routing: names lead only to where customers are served."""
