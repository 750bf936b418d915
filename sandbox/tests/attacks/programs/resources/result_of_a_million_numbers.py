"""Returns more small parts than anybody will look at.

expects: OLE
scope: samples
message: too-much-output
"""


def solve(x):
    return [[0.0] * 1000] * 1000
