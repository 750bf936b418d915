"""Looks for the memory of jobs before in the GPU's.

expects: WA
needs: cuda
seconds: 10
"""

import torch

NEEDLES = [bytes.fromhex(one) for one in "@NEEDLES@".split()]
SHIFTED = bytes((byte + 0x5A) % 256 for byte in range(256))


def solve(x):
    data = torch.empty(1 << 28, dtype=torch.uint8, device="cuda").cpu().numpy().tobytes()
    shifted = data.translate(SHIFTED)
    for needle in NEEDLES:
        if needle in shifted:
            print("ESCAPED: the answer lies in the GPU's memory")
    return 0 * x
