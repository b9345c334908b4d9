"""The lender's files become a checked snapshot with point-in-time features."""
