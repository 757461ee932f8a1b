"""Hybrid: the ways to sites outside AWS survive the loss of one."""
