"""What numpy and torch would otherwise import on first use, in every child anew.

Imported once, before the zygote forks: y.backward(g) alone would cost each child 0.4 s.
"""

import fractions
import heapq
import statistics

import numpy.fft
import numpy.linalg
import numpy.ma
import numpy.random
import torch.fft
import torch.func
import torch.fx.experimental.symbolic_shapes
import torch.linalg
import torch.special

__all__ = ["fractions", "heapq", "numpy", "statistics", "torch"]
