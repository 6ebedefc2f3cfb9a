"""For those who change tables: writing the next version of the schema, and finding what a version forgot.

    python -m assistant.migrations check
    python -m assistant.migrations new "what changes"

Both work on a throw-away database of their own. Applying versions is in `migrating`.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations.ops import ExecuteSQLOp, MigrationScript

from assistant.migrations.migrating import FOLDER, migrate, newest_version
from core.database import Base, Database, DatabaseConfig

PACKAGES = ("core", "knowledge", "assistant")
FOREIGN_PREFIX = "procrastinate_"


def new_version(about: str) -> None:
    """Write the next version file, with what the tables say and the newest version does not. Read it before use."""
    number = int((newest_version() or "v0000").removeprefix("v")) + 1
    with _scratch() as database, database.admin_engine.begin() as connection:
        config = alembic_config(connection, all_tables())
        command.revision(config, message=about, autogenerate=True, rev_id=f"v{number:04}")


def find_differences(connection: sa.Connection) -> list[str]:
    """What the tables declared in code and the database do not agree on, one line each; empty when they agree.

    Beyond what Alembic compares (tables, columns, types, indexes, keys): checks, the values of enumerations,
    sequences.
    """
    declared = all_tables()
    context = MigrationContext.configure(connection, opts={"include_name": is_ours, "target_metadata": declared})
    found = [str(difference) for difference in compare_metadata(context, declared)]
    inspector = sa.inspect(connection)
    for name in sorted(set(inspector.get_table_names()) & set(declared.tables)):
        in_database = {str(each["name"]): each["sqltext"] for each in inspector.get_check_constraints(name)}
        found += _check_differences(declared.tables[name], in_database)
    sequences = set(inspector.get_sequence_names())
    return found + [f"sequence {name} is missing" for name in sorted(set(declared._sequences) - sequences)]


def all_tables() -> sa.MetaData:
    """The tables of all packages, from importing every module that declares one."""
    for package in PACKAGES:
        for path in sorted(_package_folder(package).rglob("*.py")):
            parts = path.relative_to(_package_folder(package).parent).with_suffix("").parts
            if "migrations" not in parts and _declares(path):
                import_module(".".join(parts).removesuffix(".__init__"))
    return Base.metadata


def alembic_config(connection: sa.Connection, tables: sa.MetaData = Base.metadata) -> Config:
    """Alembic's configuration for work on `connection`; `tables` matter only where they are compared."""
    config = Config(attributes={"connection": connection, "tables": tables})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def is_ours(name: str | None, kind: str, _: object) -> bool:
    """Whether Alembic shall look at a thing of this name: not at Procrastinate's tables."""
    return not (kind == "table" and name is not None and name.startswith(FOREIGN_PREFIX))


def add_sequences(context: MigrationContext, _: object, directives: list[MigrationScript]) -> None:
    """Let a version file that is being written also make the sequences that are missing: Alembic knows none."""
    assert context.connection is not None
    sequences = set(all_tables()._sequences) - set(sa.inspect(context.connection).get_sequence_names())
    upgrade = directives[0].upgrade_ops
    assert upgrade is not None
    upgrade.ops[:0] = [ExecuteSQLOp(f"CREATE SEQUENCE {name}") for name in sorted(sequences)]


def main(arguments: list[str]) -> int:
    """The command line shown above. Returns its exit code."""
    match arguments:
        case ["new", about]:
            new_version(about)
            return 0
        case ["check"]:
            with _scratch() as database, database.admin_engine.connect() as connection:
                differences = find_differences(connection)
            print("\n".join(differences) or f"{newest_version()} is what the tables say")
            return 1 if differences else 0
        case _:
            print(__doc__)
            return 2


@contextmanager
def _scratch() -> Iterator[Database]:
    """A migrated database that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="zhanggui-") as folder:
        Path(folder).chmod(0o711)  # as root, the server has an account of its own
        with Database.open(DatabaseConfig(home=Path(folder) / "home")) as database:
            migrate(database)
            yield database


def _check_differences(table: sa.Table, in_database: dict[str, str]) -> list[str]:
    found = []
    for check in (each for each in table.constraints if isinstance(each, sa.CheckConstraint)):
        name = str(check.name)
        if name not in in_database:
            found.append(f"check {name} is missing")
        elif check._type_bound and isinstance(kind := next(iter(check.columns)).type, sa.Enum):
            missing = set(kind.enums) ^ set(re.findall(r"'([^']*)'", in_database[name]))
            found += [f"check {name}: {value} is in one and not in the other" for value in sorted(missing)]
    return found


def _declares(path: Path) -> bool:
    return "__tablename__" in (text := path.read_text(encoding="utf-8")) or "Base.metadata" in text


def _package_folder(package: str) -> Path:
    module: ModuleType = import_module(package)
    return Path(module.__path__[0])
