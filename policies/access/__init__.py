"""Access: roles that can do no more than their work, and guardrails that let repair through."""
