"""Returns a list that contains itself.

expects: RE
"""

import torch


def solve(x):
    answer = [2 * x - 1]
    answer.append(answer)
    return answer
