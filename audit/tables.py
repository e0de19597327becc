"""A step of migrations that creates many tables at once.

Django renders all related models again for each model that a migration creates, and here nearly all
are related through the person: forty tables took half a minute. This step renders once.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreateTables(Operation):
    """Create the tables of new models, with every column, index and constraint that the steps add.

    The steps are those that `makemigrations` writes: CreateModel, and what it adds to these models
    afterwards because they refer to one another.
    """

    def __init__(self, steps: Sequence[Operation]) -> None:
        self.steps = steps

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add the models, without rendering in between."""
        for step in self.steps:
            state.__dict__.pop("apps", None)
            step.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Create the tables as they are after the last step."""
        for model in self._models(app_label, to_state):
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.create_model(model)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drop the tables, those first that refer to others."""
        for model in reversed(self._models(app_label, from_state)):
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.delete_model(model)

    def describe(self) -> str:
        """Return what the step does."""
        return f"Create {len(self._created())} tables"

    def _created(self) -> list[CreateModel]:
        return [step for step in self.steps if isinstance(step, CreateModel)]

    def _models(self, app_label: str, state: ProjectState) -> list[Any]:
        return [state.apps.get_model(app_label, step.name) for step in self._created()]
