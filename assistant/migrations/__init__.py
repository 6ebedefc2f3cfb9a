"""The schema of the database, for all three packages: its versions, and how a database is brought to the newest.

Forward only: the way back from a version is a backup. Tables are declared in their areas, Procrastinate's own are
installed by a migration (`procrastinate`) and compared with nothing.
"""

from assistant.migrations.migrating import (
    DatabaseFromNewerVersion,
    MigrationNotPermitted,
    is_current,
    migrate,
    start_over,
)

__all__ = ["DatabaseFromNewerVersion", "MigrationNotPermitted", "is_current", "migrate", "start_over"]
