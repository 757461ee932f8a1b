"""Load balancing: a load balancer sends nobody to a sick target."""
