"""Pulumi's own engine, offline: runs the program for the Pulumi CLI, with stand-ins for the providers."""
