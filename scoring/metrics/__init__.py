"""Measures of a score, one file each: plain functions of outcomes and scores."""
