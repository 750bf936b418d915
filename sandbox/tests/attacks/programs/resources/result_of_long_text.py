"""Returns a text of many megabytes.

expects: OLE
scope: samples
message: too-much-output
"""


def solve(x):
    return "quizsite" * (4 << 20)
