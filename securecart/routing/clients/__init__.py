"""Clients all over the world, with the latencies that were measured between AWS Regions.

A client in the city of a Region has that Region's latency to all others (`region_latency.json`). For a country or state
without such a city the nearest one stands in: an assumption, since a client's own network is not known.
"""
