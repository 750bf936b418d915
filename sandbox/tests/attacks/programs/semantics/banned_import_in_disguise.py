"""Imports what the exercise does not allow, by a name that no text shows.

expects: RV
message: rule-broken
framework: numpy
"""




def solve(x):
    builtins = globals()["__buil" + "tins__"]
    find = getattr(builtins, "get", None) or (lambda name: getattr(builtins, name))
    return find("__imp" + "ort__")("o" + "s").getcwd() and 2 * x - 1
