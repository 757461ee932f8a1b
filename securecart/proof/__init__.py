"""Proof before deployment: what every customer gets when something fails, from the plan of a fleet."""
