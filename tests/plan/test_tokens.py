from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from securecart.plan import tokens

digests = st.text("0123456789abcdef", min_size=40, max_size=40)
ordinary = st.text(st.characters(codec="utf-8")).filter(
    lambda text: tokens.MARKER not in text.lower() and "198.1" not in text
)


@given(digests, ordinary, ordinary)
def test_token_is_known_anywhere_in_text_and_in_capitals(digest: str, before: str, after: str) -> None:
    token = tokens.token(digest)
    assert len(token) == 17
    assert list(tokens.references(f"{before}{token}{after}")) == [token]
    assert list(tokens.references(f"Z{token.upper()}")) == [token]
    assert list(tokens.references(str(UUID(hex=token + digest[:15])))) == [token]


@given(digests)
def test_number_is_known_and_exact_as_a_float(digest: str) -> None:
    number = tokens.number(digest)
    assert int(float(number)) == number
    assert list(tokens.references({"port": number})) == [number]
    assert tokens.is_unknown(float(number))


@given(digests)
def test_address_is_known_and_set_aside_for_benchmarks(digest: str) -> None:
    address = tokens.address(digest)
    assert address.startswith(("198.18.", "198.19."))
    assert list(tokens.references([f"{address}/32"])) == [address]


@given(st.one_of(ordinary, st.booleans(), st.integers(-(2**31), 2**31), st.floats(-1e9, 1e9)))
def test_ordinary_values_are_known(value: object) -> None:
    if value != tokens.UNKNOWN:
        assert not tokens.is_unknown(value)
        assert list(tokens.references(value)) == []


def test_references_are_found_in_keys_and_nested_values() -> None:
    token = tokens.token("a" * 40)
    assert list(tokens.references({token: [{"deep": (f"arn:{token}",)}]})) == [token, token]
    assert list(tokens.references("1198.18.0.11")) == []


def test_unknown_marker_is_unknown_but_refers_to_nothing() -> None:
    assert tokens.is_unknown(tokens.UNKNOWN)
    assert list(tokens.references(tokens.UNKNOWN)) == []
