"""SecureCart's ComponentResources, one a file, grouped by concern.

They take frozen, typed arguments, never read configuration and never ask the cloud anything.
"""
