"""What a person takes away: tables, figures and the page as a report."""
