"""Measurements for `make bench`. Nothing here runs in production or asserts anything."""
