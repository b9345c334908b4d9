"""What loans are expected to lose and to earn."""
