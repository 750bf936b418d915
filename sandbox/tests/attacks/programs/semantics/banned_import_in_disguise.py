"""Imports what the exercise does not allow, by a name that no text shows.

expects: RV
message: rule-broken
framework: numpy
"""




def solve(x):
    find = getattr(__builtins__, "get", None) or (lambda name: getattr(__builtins__, name))
    return find("__imp" + "ort__")("o" + "s").getcwd() and 2 * x - 1
