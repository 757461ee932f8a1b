"""What all rules share: metadata, verdicts, a view of resources, and their way into Pulumi's policy SDK."""
