"""Features become a score, its explanation, reasons and a recommendation."""
