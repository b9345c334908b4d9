"""Comparable shoppers: what applicants of the same product and depth of file do, counted once."""
