"""What tells people that something is wrong, and shows them where."""
