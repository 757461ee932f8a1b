"""SecureCart's global infrastructure: settings, plans, previews and proofs of the fleet."""
