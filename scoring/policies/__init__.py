"""What a lender does with a score: the policy and its recommendation."""
