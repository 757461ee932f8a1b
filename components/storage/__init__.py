"""Buckets that other components write to."""
