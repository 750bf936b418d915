"""Reaches the operating system through the modules of others.

expects: RE RV
framework: numpy
prints: tried
"""

import numpy as np


def solve(x):
    os = np.lib._utils_impl.os if hasattr(np.lib, "_utils_impl") else np.f2py.os
    print("tried", os.getcwd())
    return np.array(open("@SECRET_FILE@").read())
