"""Each database's own full-text index over the search keys of cases."""

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE cases_search USING fts5(keys, content='cases_searchtext', content_rowid='case_id', "
    "detail=none, tokenize='unicode61')",
    "CREATE TRIGGER cases_search_add AFTER INSERT ON cases_searchtext BEGIN "
    "INSERT INTO cases_search(rowid, keys) VALUES (new.case_id, new.keys); END",
    "CREATE TRIGGER cases_search_remove AFTER DELETE ON cases_searchtext BEGIN "
    "INSERT INTO cases_search(cases_search, rowid, keys) VALUES ('delete', old.case_id, old.keys); END",
    "CREATE TRIGGER cases_search_change AFTER UPDATE ON cases_searchtext BEGIN "
    "INSERT INTO cases_search(cases_search, rowid, keys) VALUES ('delete', old.case_id, old.keys); "
    "INSERT INTO cases_search(rowid, keys) VALUES (new.case_id, new.keys); END",
)


def build(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("CREATE INDEX cases_search ON cases_searchtext USING gin (to_tsvector('simple', keys))")
        return
    for statement in SQLITE:
        editor.execute(statement)


def drop(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX IF EXISTS cases_search")
        return
    for name in ("add", "remove", "change"):
        editor.execute(f"DROP TRIGGER IF EXISTS cases_search_{name}")
    editor.execute("DROP TABLE IF EXISTS cases_search")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(build, drop)]
