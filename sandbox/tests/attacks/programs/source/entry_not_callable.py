"""Gives a number the name of the function.

expects: RE
message: raised
"""

solve = 3
