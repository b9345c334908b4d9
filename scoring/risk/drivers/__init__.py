"""What moves the scores of a population."""
