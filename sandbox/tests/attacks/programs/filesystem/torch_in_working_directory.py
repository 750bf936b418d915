"""Puts a torch.py where a careless interpreter would find it first.

expects: RE
"""

import subprocess
import sys


def solve(x):
    for folder in (".", "/tmp", "/box/work"):
        with open(f"{folder}/torch.py", "w") as file:
            file.write("print('ESCAPED: imported')\n")
        with open(f"{folder}/sitecustomize.py", "w") as file:
            file.write("print('ESCAPED: imported')\n")
    kept = {name: sys.modules.pop(name) for name in list(sys.modules) if name == "torch"}
    try:
        import torch  # whatever is found now, it is not ours
    finally:
        sys.modules.update(kept)
    subprocess.run([sys.executable, "-c", "import torch"])
    return 2 * x - 1
