"""The comparison of two plans: what a change would do to the cloud, and to whose data."""
