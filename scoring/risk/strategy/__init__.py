"""What a policy would do to the whole book."""
