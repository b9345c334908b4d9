"""Letters to applicants: what was decided, why, and what they can do."""
