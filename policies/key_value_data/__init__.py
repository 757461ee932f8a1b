"""Key-value data: tables outlive the loss of a Region or of their data."""
