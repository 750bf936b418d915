"""Returns an object that runs a program where it is unpickled.

expects: RE
"""

import os


class Payload:
    def __reduce__(self):
        return os.system, ("touch /tmp/quizsite-attack; echo ESCAPED",)

    __reduce_ex__ = lambda self, protocol: self.__reduce__()


def solve(x):
    return Payload()
