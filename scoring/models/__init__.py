"""A trained model: what it is made of, what it gives, and its exact contributions."""
