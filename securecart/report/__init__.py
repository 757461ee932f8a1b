"""A report on a fleet: one page with its architecture, what becomes of customers, and what policies say."""
