"""How a model comes into being: samples, fit, reference, measures and challengers."""
