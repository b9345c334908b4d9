"""How well a score puts bads below goods."""
