"""Drives the policy pack over Pulumi's Analyzer protocol, as the engine does."""
