"""Run one measurement in a process of its own: `python -m quizsite.bench.run MODULE ARGUMENT…`.

A process of its own has its own database (by environment) and nobody else's memory.
"""

import os
import sys
from importlib import import_module

import django

from quizsite.bench.timing import NotMeasured, print_refusal

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quizsite.settings")
    django.setup()
    try:
        import_module(f"quizsite.bench.{sys.argv[1]}").main(*sys.argv[2:])
    except NotMeasured as refusal:
        print_refusal(refusal)
