"""Plans: what a stack wants, where a plan comes from, and what the policy pack says of it."""
