"""The doctor: holds the invariants of the domain against the live database and says which are broken, and where."""

from core.doctor.examining import examine, examine_records
from core.doctor.findings import Finding, Level

__all__ = ["Finding", "Level", "examine", "examine_records"]
