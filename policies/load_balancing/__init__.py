"""Load balancing: a load balancer outlives a zone, follows shifts of traffic and sends nobody to a sick target."""
