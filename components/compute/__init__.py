"""What runs the application: image registry, cluster, roles, services, releases and the order queue."""
