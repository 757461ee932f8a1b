"""What stands in front of the Regions: content delivery and accelerators."""
