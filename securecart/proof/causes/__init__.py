"""Finds why promises are not kept."""
