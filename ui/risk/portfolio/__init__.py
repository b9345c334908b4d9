"""Cards of Portfolio."""
