"""Defines nothing.

expects: RE
message: raised
"""
