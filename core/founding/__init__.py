"""Founding: an empty company in an empty database, with what every company needs before its first document."""

from core.founding.basics import Basics, basics_for
from core.founding.opening import CompanyExists, UnknownZone, found_company

__all__ = ["Basics", "CompanyExists", "UnknownZone", "basics_for", "found_company"]
