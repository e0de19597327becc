"""What finds the words of tickets: vectors on PostgreSQL, full-text tables on SQLite.

Both follow the texts by themselves, so imports and bulk loads need no further step.
"""

import unicodedata

from django.db import migrations

# letters with marks to plain ones, and signs to blanks, so that addresses and compounds fall apart
RANGES = [(0xC0, 0x250), (0x370, 0x400), (0x400, 0x500), (0x1E00, 0x1F00)]
OTHERS = {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i"}
SIGNS = "@._-:;,+=#"
MOST_LETTERS = 100_000


def plain(letter):
    bare = unicodedata.normalize("NFKD", letter).casefold()
    return "".join(sign for sign in bare if not unicodedata.combining(sign))


def translation():
    """Return the two arguments of translate(): from these letters, to those."""
    letters = [chr(code) for begin, end in RANGES for code in range(begin, end)]
    pairs = {each: plain(each) for each in letters}
    pairs = {old: new for old, new in pairs.items() if len(new) == 1 and new != old.lower()}
    pairs |= OTHERS | dict.fromkeys(SIGNS, " ")
    marks = "".join(chr(code) for code in range(0x300, 0x370))
    return "".join(pairs) + marks, "".join(pairs.values())


def vector(column):
    old, new = translation()
    return f"to_tsvector('simple', translate(left({column}, {MOST_LETTERS}), '{old}', '{new}'))"


POSTGRESQL = [
    f"""
    ALTER TABLE tickets_tickettext ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight({vector("title")}, 'A')
        || setweight({vector("description")}, 'B')
        || setweight({vector("fields")}, 'C')
    ) STORED
    """,
    "CREATE INDEX tickettext_vector ON tickets_tickettext USING gin (vector)",
    f"""
    ALTER TABLE tickets_followup ADD COLUMN vector tsvector
        GENERATED ALWAYS AS ({vector("body")}) STORED
    """,
    "CREATE INDEX followup_vector ON tickets_followup USING gin (vector)",
]
POSTGRESQL_BACK = [
    "ALTER TABLE tickets_tickettext DROP COLUMN vector",
    "ALTER TABLE tickets_followup DROP COLUMN vector",
]

# external-content tables: the texts stand in their own tables only
TABLES = [
    ("tickets_ticketwords", "tickets_tickettext", "ticket_id", ("title", "description", "fields")),
    ("tickets_followupwords", "tickets_followup", "id", ("body",)),
]


def sqlite():
    for name, source, key, columns in TABLES:
        listed = ", ".join(columns)
        new = ", ".join(f"new.{column}" for column in columns)
        old = ", ".join(f"old.{column}" for column in columns)
        forget = (
            f"INSERT INTO {name} ({name}, rowid, {listed})"  # noqa: S608  # names from above
            f" VALUES ('delete', old.{key}, {old});"
        )
        learn = f"INSERT INTO {name} (rowid, {listed}) VALUES (new.{key}, {new});"  # noqa: S608  # names from above
        yield f"""
        CREATE VIRTUAL TABLE {name} USING fts5(
            {listed}, content='{source}', content_rowid='{key}',
            tokenize='unicode61 remove_diacritics 2', prefix='3 4'
        )
        """
        yield f"INSERT INTO {name} ({name}) VALUES ('rebuild')"  # noqa: S608  # a name from above
        yield f"CREATE TRIGGER {name}_insert AFTER INSERT ON {source} BEGIN {learn} END"
        yield f"CREATE TRIGGER {name}_delete AFTER DELETE ON {source} BEGIN {forget} END"
        yield (
            f"CREATE TRIGGER {name}_update AFTER UPDATE OF {listed} ON {source} "
            f"BEGIN {forget} {learn} END"
        )


def sqlite_back():
    for name, *_ in TABLES:
        for act in ("update", "delete", "insert"):
            yield f"DROP TRIGGER {name}_{act}"
        yield f"DROP TABLE {name}"


def run(schema_editor, on_postgresql, on_sqlite):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in on_postgresql if is_postgresql else on_sqlite:
        schema_editor.execute(statement)


def forwards(apps, schema_editor):
    run(schema_editor, POSTGRESQL, sqlite())


def backwards(apps, schema_editor):
    run(schema_editor, POSTGRESQL_BACK, sqlite_back())


class Migration(migrations.Migration):
    dependencies = [("tickets", "0003_text_trigrams")]

    operations = [migrations.RunPython(forwards, backwards)]
