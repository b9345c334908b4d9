"""What the risk pages share: loaders, choices, words and cards about the whole book."""
