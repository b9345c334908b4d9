"""Point-in-time features: what was known of a shopper by then, one SQL file a family."""
