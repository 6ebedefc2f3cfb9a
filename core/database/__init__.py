"""The database of the company: tables' base, opening and closing, transactions, rights of the two login roles.

Knows nothing of any table but the names of the append-only ones. Migrations live in `assistant.migrations`.
"""

from core.database.base import Base, new_id, table_of
from core.database.database import Database, DatabaseConfig
from core.database.leaving import leave_on_signals
from core.database.locking import locked, locked_if_any

__all__ = ["Base", "Database", "DatabaseConfig", "leave_on_signals", "locked", "locked_if_any", "new_id", "table_of"]
