"""What moves a score: sizes of points, and points against a feature's value."""
