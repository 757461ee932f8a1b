from securecart.routing.rules import Rule


def test_every_rule_says_what_it_is_and_where_aws_says_so() -> None:
    for rule in Rule:
        assert rule.sentence[0].islower()
        assert not rule.sentence.endswith(".")
        assert rule.source.startswith("https://docs.aws.amazon.com/")
        assert rule.source.endswith(".html")


def test_what_is_assumed() -> None:
    assert {rule.name for rule in Rule if not rule.documented} == {
        "SIMPLE_ALIAS_IN_CHAIN",
        "TOO_DEEP",
        "AREA_WITHOUT_ANSWER",
        "CIDR_FALLBACK",
        "LATENCY_UNKNOWN",
        "ALL_DIALS_ZERO",
    }
