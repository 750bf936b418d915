"""Ends the process with success from another thread, while the answer is awaited.

expects: RE
scope: samples
message: exited
"""

import os
import threading
import time


def solve(x):
    threading.Thread(target=os._exit, args=(0,)).start()
    time.sleep(1000)
