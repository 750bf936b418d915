"""Returns a dict whose keys are not what they seem.

expects: RE
"""

class Evil(str):
    __hash__ = lambda self: 1
    __eq__ = lambda self, other: True


def solve(x):
    return {Evil("a"): x, ("a", 1): x, 3: x}
