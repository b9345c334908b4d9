"""Runs the steps on the connection that `desk.store` hands over, inside of its transaction."""

from alembic import context

from desk.store.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
