"""Is an object that lies about what it is and fails in every method.

expects: RE
"""


class Evil:
    def __getattribute__(self, name):
        raise RuntimeError(name)

    def __call__(self, *args):
        raise SystemExit(0)


solve = Evil()
