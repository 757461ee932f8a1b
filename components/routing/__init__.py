"""Names, certificates and health checks: how customers find a healthy Region, and none outside their residency."""
