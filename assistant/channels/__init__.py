"""Channels: each translates between people on one medium and the inbox and outbox. They decide nothing.

A channel is one folder. What it is given is in `contract`; it is put to work by `assistant.app`.
"""
