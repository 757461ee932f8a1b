"""Recovery: what is lost comes back, from backups that stay and by a way that was rehearsed."""
