"""Why a score is what it is, how sure it is, and what would change it."""
