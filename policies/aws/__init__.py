"""What AWS's properties mean, as far as more than one rule has to know."""
