"""From a submitted row to its verdict, whatever dies on the way.

The row is the truth. A message only wakes a worker, so none is precious: a lost one is made up for
by the sweep, one too many finds nothing to do. A worker takes a row by a compare-and-set that
raises the row's `attempt`, keeps a lease on it while it judges, and everything it writes is written
only where the attempt is still its own. A worker that dies lets its lease run out; the row then
waits again, for at most three tries.
"""
