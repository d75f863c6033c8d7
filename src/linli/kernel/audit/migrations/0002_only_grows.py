"""The database itself refuses to change or delete rows of the chain, whoever asks (an owner could drop the trigger;
the application's role on PostgreSQL cannot, and has no such grant either: `linli audit protect`)."""

from django.db import migrations

TABLES = ("audit_entry", "audit_seal")


def guard(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "CREATE OR REPLACE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit chain only grows'; END $$"
        )
        for table in TABLES:
            editor.execute(
                f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION audit_only_grows()"
            )
        return
    for table in TABLES:
        for act in ("UPDATE", "DELETE"):
            editor.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the audit chain only grows'); END"
            )


def unguard(apps, editor):
    if editor.connection.vendor == "postgresql":
        for table in TABLES:
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_only_grows ON {table}")
        editor.execute("DROP FUNCTION IF EXISTS audit_only_grows()")
        return
    for table in TABLES:
        for act in ("update", "delete"):
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
