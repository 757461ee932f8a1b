"""Deploys the fleet with Pulumi's own CLI."""
