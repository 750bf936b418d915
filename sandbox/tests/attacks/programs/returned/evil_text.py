"""Returns a text that lies about its length.

expects: RE
"""

class Evil(str):
    __len__ = lambda self: 2**62
    encode = lambda self, *args: b"x" * (1 << 30)


def solve(x):
    return Evil("quizsite")
