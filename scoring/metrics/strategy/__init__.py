"""What a policy would approve, and how bad that would be."""
