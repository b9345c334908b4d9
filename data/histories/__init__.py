"""Histories of applicants as they might have been: the contract's rows, through the same SQL."""
