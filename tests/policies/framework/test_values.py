from __future__ import annotations

import pytest

from policies.framework.values import UNKNOWN, Answer, Block, MistypedError, every, leaves, negated, some

BLOCK = Block(
    {
        "text": "a",
        "number": 3,
        "fraction": 2.5,
        "written": "7",
        "yes": True,
        "said": "false",
        "unknown": UNKNOWN,
        "nothing": None,
        "one": {"inner": "b", "unknown": UNKNOWN},
        "listed": [{"inner": "c"}],
        "several": [{"inner": "d"}, UNKNOWN],
        "texts": ["e", UNKNOWN],
    }
)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("text", "a"),
        ("number", "3"),
        ("unknown", UNKNOWN),
        ("nothing", None),
        ("missing", None),
        ("one.inner", "b"),
        ("one.unknown", UNKNOWN),
        ("one.missing", None),
        ("listed.inner", "c"),
        ("missing.inner", None),
        ("unknown.inner", UNKNOWN),
    ],
)
def test_text(path: str, value: object) -> None:
    assert BLOCK.text(path) == value


def test_flag() -> None:
    assert (BLOCK.flag("yes"), BLOCK.flag("said"), BLOCK.flag("missing")) == (True, False, None)
    assert BLOCK.flag("unknown") is UNKNOWN


def test_number() -> None:
    assert (BLOCK.number("number"), BLOCK.number("fraction"), BLOCK.number("written")) == (3, 2.5, 7)
    assert isinstance(BLOCK.number("written"), int)
    assert BLOCK.number("unknown") is UNKNOWN


def test_blocks_may_stand_alone_or_in_a_list() -> None:
    for path, inner in (("one", "b"), ("listed", "c")):
        block = BLOCK.block(path)
        assert isinstance(block, Block)
        assert block.text("inner") == inner
    first, second = BLOCK.blocks("several")  # type: ignore[misc]
    assert isinstance(first, Block)
    assert first.text("inner") == "d"
    assert second is UNKNOWN
    assert BLOCK.block("missing") is None
    assert BLOCK.block("unknown") is UNKNOWN
    assert BLOCK.blocks("missing") == ()
    assert BLOCK.blocks("unknown") is UNKNOWN


def test_texts() -> None:
    assert BLOCK.texts("texts") == ["e", UNKNOWN]
    assert BLOCK.texts("missing") == ()
    assert BLOCK.texts("unknown") is UNKNOWN


@pytest.mark.parametrize(
    ("reader", "path", "message"),
    [
        ("text", "one", "one is not a string: it holds a value of type dict"),
        ("flag", "text", "text is not a boolean"),
        ("number", "text", "text is not a number"),
        ("number", "yes", "yes is not a number"),
        ("blocks", "text", "text is not a list of blocks"),
        ("blocks", "texts", "texts[0] is not a block"),
        ("block", "several", "several is not a single block"),
        ("texts", "text", "text is not a list of strings"),
        ("text", "text.inner", "text.inner is not a block"),
    ],
)
def test_a_value_of_another_type_is_told_without_the_value(reader: str, path: str, message: str) -> None:
    with pytest.raises(MistypedError) as caught:
        getattr(BLOCK, reader)(path)
    assert str(caught.value).startswith(message)


def test_a_message_names_the_whole_path() -> None:
    inner = BLOCK.block("one")
    assert isinstance(inner, Block)
    with pytest.raises(MistypedError, match=r"^one\[0\]\.inner is not a number"):
        inner.number("inner")


def test_unknown_has_no_truth_value() -> None:
    with pytest.raises(TypeError, match="compare it with UNKNOWN"):
        bool(UNKNOWN)


def test_what_is_absent_is_unknown_where_it_may_be_lost() -> None:
    block = Block({"text": "a"}, absent=UNKNOWN)
    assert block.text("text") == "a"
    assert block.text("missing") is UNKNOWN


@pytest.mark.parametrize(
    ("answers", "all_of_them", "one_of_them"),
    [
        ([], True, False),
        ([True, True], True, True),
        ([False, False], False, False),
        ([True, False], False, True),
        ([True, UNKNOWN], UNKNOWN, True),
        ([False, UNKNOWN], False, UNKNOWN),
        ([UNKNOWN, False, True], False, True),
        ([UNKNOWN], UNKNOWN, UNKNOWN),
    ],
)
def test_answers_are_joined(answers: list[Answer], all_of_them: Answer, one_of_them: Answer) -> None:
    assert every(iter(answers)) is all_of_them
    assert some(iter(answers)) is one_of_them


@pytest.mark.parametrize(("answer", "opposite"), [(True, False), (False, True), (UNKNOWN, UNKNOWN)])
def test_an_answer_is_negated(answer: Answer, opposite: Answer) -> None:
    assert negated(answer) is opposite


def test_leaves() -> None:
    assert list(leaves({"a": [1, {"b": "c"}], "d": UNKNOWN})) == [1, "c", UNKNOWN]
