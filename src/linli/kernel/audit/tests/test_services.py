"""What is written stays: every way to change it afterwards is refused, or found."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from linli.kernel.actors import SYSTEM, Actor
from linli.kernel.audit import queries, rules, services
from linli.kernel.audit.models import Entry, Immutable, Seal
from linli.kernel.clock import day_of, moment

WHEN = datetime(2026, 3, 2, 9, tzinfo=UTC)
CLERK = Actor(user_id=7, mandate_id=8, name="王", organisation_id=9)
pytestmark = pytest.mark.django_db


def write(key: str = "1", act: str = "changed", kind: str = "thing", at: datetime = WHEN) -> Entry:
    return services.record(actor=CLERK, kind=kind, key=key, act=act, data={"名": "邻里"}, at=at)


def seal_through(days: int = 1) -> list[Seal]:
    """Seal as if it were so many days later."""
    at = moment() + timedelta(days=days)
    return services.seal(actor=SYSTEM, before=day_of(at), at=at)


@pytest.fixture
def unguarded() -> None:
    """As somebody who owns the database: the triggers are gone."""
    migration = import_module("linli.kernel.audit.migrations.0002_only_grows")
    with connection.cursor() as cursor:
        migration.unguard(None, SimpleNamespace(connection=connection, execute=cursor.execute))


def tamper(sql: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def broken() -> str:
    found = queries.verify()
    return f"{found.where}: {found.what}" if found else ""


def test_entries_of_one_record_form_a_chain_of_their_own() -> None:
    first, other, second = write("1"), write("2"), write("1")
    assert (first.sequence, other.sequence, second.sequence) == (1, 1, 2)
    assert first.previous == other.previous == rules.GENESIS
    assert second.previous == first.hash
    assert queries.verify() is None


def test_an_entry_reads_back_as_it_was_hashed() -> None:
    entry = Entry.objects.get(pk=write().pk)
    assert rules.entry_hash(bytes(entry.previous), queries.content(entry)) == bytes(entry.hash)
    assert (entry.user_id, entry.mandate_id, entry.organisation_id, entry.at) == (7, 8, 9, WHEN)


def test_the_orm_changes_and_deletes_nothing() -> None:
    entry = write()
    seal_through()
    for thing in (entry, Seal.objects.get()):
        rows = type(thing).objects.all()
        with pytest.raises(Immutable):
            thing.save()
        with pytest.raises(Immutable):
            thing.delete()
        with pytest.raises(Immutable):
            rows.delete()
        with pytest.raises(Immutable):
            rows.update(hash=b"")
        with pytest.raises(Immutable):
            rows.bulk_update([thing], ["hash"])


@pytest.mark.parametrize("table", ["audit_entry", "audit_seal"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET hash = hash", "DELETE FROM {}"])
def test_the_database_refuses_raw_changes_too(table: str, sql: str) -> None:
    write()
    seal_through()
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        tamper(sql.format(table))
    assert Entry.objects.count() == Seal.objects.count() == 1


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE audit_entry SET act = 'x' WHERE id = %s", "altered"),
        ("UPDATE audit_entry SET user_id = 1 WHERE id = %s", "altered"),
        ("UPDATE audit_entry SET at = '2020-01-01 00:00:00' WHERE id = %s", "altered"),
        ("UPDATE audit_entry SET data = '{}' WHERE id = %s", "altered"),
        ("DELETE FROM audit_entry WHERE id = %s", "missing"),
    ],
)
def test_the_first_changed_or_missing_row_is_named(unguarded: None, sql: str, words: str) -> None:
    rows = [write() for _ in range(4)]
    tamper(sql, rows[1].pk)
    named = rows[2] if words == "missing" else rows[1]
    assert broken().startswith(f"entry {named.pk} (thing 1 #{named.sequence} ")
    assert words in broken()


def test_two_rows_that_change_places_are_found(unguarded: None) -> None:
    rows = [write(act=act) for act in "abcd"]
    for pk, sequence in ((rows[1].pk, 99), (rows[2].pk, 2), (rows[1].pk, 3)):
        tamper("UPDATE audit_entry SET sequence = %s WHERE id = %s", sequence, pk)
    assert broken().startswith(f"entry {rows[2].pk} ") and "reordered" in broken()


def test_a_cut_chain_is_found_by_its_seal(unguarded: None) -> None:
    write()
    last = write()
    seal_through()
    tamper("DELETE FROM audit_entry WHERE id = %s", last.pk)
    assert "2 entries were sealed, 1 are there" in broken()


def test_a_whole_chain_rewritten_is_found_by_its_seal(unguarded: None) -> None:
    entry = write()
    seal_through()
    entry.act = "other"
    forged = rules.entry_hash(rules.GENESIS, queries.content(entry))
    tamper("UPDATE audit_entry SET act = 'other', hash = %s WHERE id = %s", forged, entry.pk)
    assert "not the ones that were sealed" in broken()


def test_a_row_added_to_a_sealed_day_is_found(unguarded: None) -> None:
    write("1")
    gone = write("2")
    write("3")
    tamper("DELETE FROM audit_entry WHERE id = %s", gone.pk)
    seal_through()
    assert broken() == ""
    gone.pk, gone._state.adding = gone.pk, True
    gone.save()
    assert "2 entries were sealed, 3 are there" in broken()


@pytest.mark.parametrize("change", ["count = 5", "day = '2020-01-01'", "through = 99999", "previous = hash"])
def test_a_changed_seal_is_found(unguarded: None, change: str) -> None:
    write()
    seal_through()
    tamper(f"UPDATE audit_seal SET {change}")
    assert broken().startswith("seal of ")


def test_a_missing_seal_is_found_by_the_next(unguarded: None) -> None:
    write()
    seal_through(1)
    write()
    first = Seal.objects.get()
    seal_through(3)
    assert Seal.objects.count() == 2
    tamper("DELETE FROM audit_seal WHERE id = %s", first.pk)
    assert "does not follow the seal before it" in broken()


def test_a_witness_finds_a_cut_before_any_seal(unguarded: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(queries._witnesses, "file", lambda: [("1", 2)])
    write("1", kind="file")
    last = write("1", kind="file")
    assert broken() == ""
    write("2", kind="file")
    assert broken() == "file 2: inserted: there is no such record"
    tamper("DELETE FROM audit_entry WHERE id >= %s", last.pk)
    assert broken() == "file 1: missing or inserted: 2 writes, 1 entries"


def test_a_day_is_sealed_once_and_only_when_it_is_over() -> None:
    write()
    now = moment()
    assert services.seal(actor=SYSTEM, before=day_of(now), at=now) == []
    made = seal_through()
    assert [(seal.day, seal.count) for seal in made] == [(day_of(now), 1)]
    assert seal_through() == []
    assert queries.verify() is None


def test_a_day_just_over_waits_for_slow_transactions() -> None:
    entry = write()
    midnight = datetime.combine(
        day_of(entry.recorded_at) + timedelta(days=1), datetime.min.time(), services.CHINA
    )
    half_past, two = midnight + timedelta(minutes=30), midnight + timedelta(hours=2)
    assert services.seal(actor=SYSTEM, before=day_of(half_past), at=half_past) == []
    assert len(services.seal(actor=SYSTEM, before=day_of(two), at=two)) == 1


def test_without_entries_there_is_nothing_to_seal() -> None:
    assert seal_through(30) == []


def test_an_act_of_the_past_never_breaks_a_sealed_day() -> None:
    """An import tells of last year; it is sealed with the day on which it was written."""
    write()
    seal_through()
    write(at=WHEN - timedelta(days=365))
    assert queries.verify() is None
    assert [seal.count for seal in seal_through(2)] == [1]
    assert queries.verify() is None


def test_a_wall_clock_set_back_never_breaks_a_sealed_day(unguarded: None) -> None:
    write()
    seal_through()
    late = Entry.objects.get(pk=write("2").pk)
    late.recorded_at -= timedelta(days=3)
    late.hash = rules.entry_hash(bytes(late.previous), queries.content(late))
    written = late.recorded_at.strftime("%Y-%m-%d %H:%M:%S.%f")
    if connection.vendor == "postgresql":
        written += "+00"
    tamper("UPDATE audit_entry SET recorded_at = %s, hash = %s WHERE id = %s", written, late.hash, late.pk)
    assert queries.verify() is None
    assert [seal.count for seal in seal_through(2)] == [1]
    assert queries.verify() is None


def test_days_between_without_entries_get_no_seal(unguarded: None) -> None:
    early, late = write("1"), write("2")
    for entry, day in ((early, "2026-01-01"), (late, "2026-01-05")):
        entry.recorded_at = datetime.fromisoformat(f"{day}T04:00:00+00:00")
        written = f"{day} 04:00:00" + ("+00" if connection.vendor == "postgresql" else "")
        forged = rules.entry_hash(rules.GENESIS, queries.content(entry))
        tamper("UPDATE audit_entry SET recorded_at = %s, hash = %s WHERE id = %s", written, forged, entry.pk)
    assert [seal.day for seal in seal_through()] == [date(2026, 1, 1), date(2026, 1, 5)]
    assert queries.verify() is None


def test_the_command_proves_and_tells(unguarded: None, capsys: pytest.CaptureFixture[str]) -> None:
    entry = write()
    call_command("audit", "verify")
    tamper("UPDATE audit_entry SET act = 'x' WHERE id = %s", entry.pk)
    with pytest.raises(SystemExit) as leaving:
        call_command("audit", "verify")
    assert leaving.value.code == 1
    assert f"entry {entry.pk}" in capsys.readouterr().err


def test_newest_first_by_keyset() -> None:
    rows = [write(str(n)) for n in range(5)]
    first = queries.recent(limit=2)
    assert [entry.pk for entry in first] == [rows[4].pk, rows[3].pk]
    assert [entry.pk for entry in queries.recent(limit=2, before=first[-1].pk)] == [rows[2].pk, rows[1].pk]
    assert queries.recent(user_id=1) == [] and len(queries.recent(kind="thing", user_id=7)) == 5
