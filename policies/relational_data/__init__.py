"""Relational data: databases outlive the loss of a zone or of their data."""
