"""Clients all over the world, with the latencies that were measured."""
