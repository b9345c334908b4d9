"""Point-in-time features: what was known of a shopper before the application, one SQL file a family."""
