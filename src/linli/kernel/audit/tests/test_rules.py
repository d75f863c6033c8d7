"""The arithmetic of the chain, against values computed by other means."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.audit import rules

# RFC 6962 test vectors (Certificate Transparency): leaves and the root over the first n of them.
LEAVES = [bytes.fromhex(h) for h in ("", "00", "10", "2021", "3031", "40414243")]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
}


def slow_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + slow_root(leaves[:split]) + slow_root(leaves[split:])).digest()


def test_roots_are_those_of_certificate_transparency() -> None:
    for count, root in ROOTS.items():
        assert rules.merkle_root(LEAVES[:count]).hex() == root


@given(st.lists(st.binary(max_size=4), max_size=40))
def test_root_equals_the_recursive_definition(leaves: list[bytes]) -> None:
    assert rules.merkle_root(leaves) == slow_root(leaves)


@given(st.lists(st.binary(max_size=2), min_size=2, max_size=9, unique=True), st.data())
def test_another_order_is_another_root(leaves: list[bytes], data: st.DataObject) -> None:
    other = data.draw(st.permutations(leaves))
    assert (rules.merkle_root(other) == rules.merkle_root(leaves)) == (other == leaves)


def test_one_content_has_one_spelling() -> None:
    assert rules.canonical({"b": "邻", "a": [1, None]}) == '{"a":[1,null],"b":"邻"}'.encode()


def test_plain_says_the_same_moment_in_one_way() -> None:
    here = datetime(2026, 1, 1, 8, tzinfo=timezone(timedelta(hours=8)))
    there = datetime(2026, 1, 1, tzinfo=UTC)
    assert rules.plain(here) == rules.plain(there) == "2026-01-01T00:00:00.000000+00:00"


def test_plain_survives_json() -> None:
    given_data = {1: Decimal("1.50"), "day": date(2026, 1, 2), "set": {3, 1}, "pair": (1.5, True)}
    plain = rules.plain(given_data)
    assert plain == {"1": "1.50", "day": "2026-01-02", "set": [1, 3], "pair": ["1.5", True]}
    assert rules.plain(plain) == plain


def test_every_part_of_a_seal_counts() -> None:
    base = (rules.GENESIS, date(2026, 1, 1), 7, 3, b"\x01" * 32)
    others = [
        (b"\x01" * 32, *base[1:]),
        (base[0], date(2026, 1, 2), *base[2:]),
        (*base[:2], 8, *base[3:]),
        (*base[:3], 4, base[4]),
        (*base[:4], b"\x02" * 32),
    ]
    assert len({rules.seal_hash(*args) for args in [base, *others]}) == 6
