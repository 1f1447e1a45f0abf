"""Trials: how well detection does where the truth is known, beside rules anybody could write.

Nothing that detects may import this package or the simulation (a contract of the house): truth must not leak.
"""
