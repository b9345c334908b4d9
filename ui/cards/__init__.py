"""Cards: one question each, answered by a chart, its table and a sentence."""
