"""What the canary runs inside CloudWatch Synthetics: it knows nothing of Pulumi."""
