"""What runs inside the jail: loads one submission and answers case after case.

Nothing here is to be believed once submitted code has run: the interpreter is the submission's
then. The grader validates, compares and decides; this package only makes honest submissions
run well and be told what went wrong.
"""

from sandbox.judge.contestant import preloaded
from sandbox.judge.contestant.rehearsal import rehearse
from sandbox.judge.contestant.service import serve

__all__ = ["preloaded", "rehearse", "serve"]
