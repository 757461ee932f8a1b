"""Storage: objects, keys and queues that outlast a mistake and let nobody else in."""
