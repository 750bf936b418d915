"""Returns an array over memory that is unmapped.

expects: RE WA
scope: samples
"""

import ctypes
import mmap

import numpy as np
import torch


def solve(x):
    page = mmap.mmap(-1, 1 << 20)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    array = np.ctypeslib.as_array(ctypes.cast(address, ctypes.POINTER(ctypes.c_double)), (1 << 17,))
    ctypes.CDLL(None).munmap(ctypes.c_void_p(address), 1 << 20)
    return torch.from_numpy(array)
