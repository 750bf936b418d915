"""Makes every comparison that it can reach succeed.

expects: WA
"""

import numpy as np
import torch
import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    for name in ("allclose", "equal", "isclose", "eq"):
        setattr(torch, name, lambda *args, **kwargs: True)
        setattr(torch.Tensor, name, lambda *args, **kwargs: True)
    for name in ("allclose", "array_equal", "isclose", "array_equiv"):
        setattr(np, name, lambda *args, **kwargs: True)
    torch.testing.assert_close = np.testing.assert_allclose = lambda *args, **kwargs: None
    torch.Tensor.__eq__ = lambda self, other: True
    return 0 * x
