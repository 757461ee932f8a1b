"""Runs the stacks of a fleet side by side: what runs when, and the processes that it runs in."""
