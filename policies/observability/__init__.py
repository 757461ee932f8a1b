"""Observability: an outage is noticed where it begins, and its cause is found."""
