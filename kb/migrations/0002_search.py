"""What finds the words of articles: a vector on PostgreSQL, a full-text table on SQLite."""

from django.db import migrations

POSTGRESQL = [
    """
    ALTER TABLE kb_articletext ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title), 'A')
        || setweight(to_tsvector('simple', summary), 'B')
        || setweight(to_tsvector('simple', body), 'C')
    ) STORED
    """,
    "CREATE INDEX articletext_vector ON kb_articletext USING gin (vector)",
]
POSTGRESQL_BACK = ["ALTER TABLE kb_articletext DROP COLUMN vector"]

# an external-content table: the text stands in kb_articletext only, and the triggers tell of changes
SQLITE = [
    """
    CREATE VIRTUAL TABLE kb_articlewords USING fts5(
        title, summary, body, content='kb_articletext', content_rowid='article_id',
        tokenize='unicode61 remove_diacritics 0', prefix='3 4'
    )
    """,
    """
    CREATE TRIGGER kb_articlewords_insert AFTER INSERT ON kb_articletext BEGIN
        INSERT INTO kb_articlewords (rowid, title, summary, body)
        VALUES (new.article_id, new.title, new.summary, new.body);
    END
    """,
    """
    CREATE TRIGGER kb_articlewords_delete AFTER DELETE ON kb_articletext BEGIN
        INSERT INTO kb_articlewords (kb_articlewords, rowid, title, summary, body)
        VALUES ('delete', old.article_id, old.title, old.summary, old.body);
    END
    """,
    """
    CREATE TRIGGER kb_articlewords_update AFTER UPDATE ON kb_articletext BEGIN
        INSERT INTO kb_articlewords (kb_articlewords, rowid, title, summary, body)
        VALUES ('delete', old.article_id, old.title, old.summary, old.body);
        INSERT INTO kb_articlewords (rowid, title, summary, body)
        VALUES (new.article_id, new.title, new.summary, new.body);
    END
    """,
]
SQLITE_BACK = [
    "DROP TRIGGER kb_articlewords_update",
    "DROP TRIGGER kb_articlewords_delete",
    "DROP TRIGGER kb_articlewords_insert",
    "DROP TABLE kb_articlewords",
]


def run(schema_editor, on_postgresql, on_sqlite):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in on_postgresql if is_postgresql else on_sqlite:
        schema_editor.execute(statement)


def forwards(apps, schema_editor):
    run(schema_editor, POSTGRESQL, SQLITE)


def backwards(apps, schema_editor):
    run(schema_editor, POSTGRESQL_BACK, SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [("kb", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
