"""Asks for the largest stacks that threads can have, hundreds of megabytes each.

expects: RE MLE
seconds: 5
scope: samples
"""

import threading
import time


def solve(x):
    threading.stack_size(1 << 30)
    threads = [threading.Thread(target=time.sleep, args=(1000,), daemon=True) for _ in range(64)]
    for thread in threads:
        thread.start()
    return 2 * x - 1
