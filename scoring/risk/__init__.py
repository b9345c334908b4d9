"""The whole book in numbers: what the pages on risk and on the model count."""
