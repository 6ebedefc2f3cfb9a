"""Passwords: Argon2 with its library's own parameters. Imported only where a password is set or checked."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """The hash to store."""
    return _hasher.hash(password)


def matches(password: str, stored: str) -> bool:
    """Whether `password` is the one behind the `stored` hash."""
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
