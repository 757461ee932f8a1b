"""Compute: a service outlives a zone, a bad release and a rush of customers, and starts without another Region."""
