"""Run by Alembic: applies versions on the connection it is handed, in the caller's transaction."""

from __future__ import annotations

from alembic import context

from assistant.migrations.authoring import add_sequences, is_ours

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["tables"],
    include_name=is_ours,
    process_revision_directives=add_sequences,
    # The caller's transaction holds all versions: a failure leaves the schema as it was.
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
