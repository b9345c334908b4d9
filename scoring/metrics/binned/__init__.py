"""What bins tell: evidence of goods and bads, and shifts of a population."""
