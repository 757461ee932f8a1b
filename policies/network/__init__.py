"""Network: a zone fails alone, and nothing is open or lost that was not meant to be."""
