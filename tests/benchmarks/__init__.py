"""Benchmarks: each measures the product against a limit measured in the same run, and prints the ratio."""
