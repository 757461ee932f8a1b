"""Route 53: hosted zones, health checks, and the answer to a name."""
