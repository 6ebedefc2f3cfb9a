"""Goods that go from one warehouse of the company to another."""
