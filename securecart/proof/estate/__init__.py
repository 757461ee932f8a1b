"""An estate: what a plan declares, as far as it decides who answers a customer."""
