"""The work beside the numbers: who may do what."""
