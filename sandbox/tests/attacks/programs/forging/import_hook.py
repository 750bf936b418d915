"""Hooks the import of everything that is imported after it.

expects: WA
"""

import importlib.abc
import importlib.machinery
import sys
import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    class Hook(importlib.abc.MetaPathFinder, importlib.abc.Loader):
        def find_spec(self, name, path, target=None):
            return importlib.machinery.ModuleSpec(name, self)

        def create_module(self, spec):
            return None

        def exec_module(self, module):
            module.__getattr__ = lambda name: lambda *args, **kwargs: True

    sys.meta_path.insert(0, Hook())
    sys.path_hooks.insert(0, lambda path: Hook())
    sys.path[:0] = [os.getcwd()]
    return 0 * x
