"""Applications drawn at random, and their outcomes counted by score."""

import numpy as np
import pandas as pd


def cells(score, bad, prob):
    frame = pd.DataFrame({"score": score, "bad": bad, "p": prob})
    frame["goods"], frame["bads"] = ~frame["bad"], frame["bad"]
    for name, side in (("goods", ~frame["bad"]), ("bads", frame["bad"])):
        frame[f"prob_of_{name}"] = frame["p"] * side
        frame[f"squared_of_{name}"] = frame["p"] ** 2 * side
    return frame.groupby("score", as_index=False).sum(numeric_only=True).drop(columns=["bad", "p"])


def sample(seed, rows=400):
    rng = np.random.default_rng(seed)
    score = rng.integers(500, 560, rows)
    prob = 1 / (1 + np.exp((score - 520) / 12)) * rng.uniform(0.8, 1.2, rows).clip(0, 1)
    return score, rng.uniform(size=rows) < prob.clip(0, 1), prob.clip(0, 1)
