from components.protection import web_acl_rules
from components.protection.web_acl_rules import Rule, capacity, edge_rules, not_, path_is, regional_rules
from securecart.settings.geography import Residency

CUSTOM_RESPONSE_CODES = {
    *(200, 201, 202, 204, 206, 300, 301, 302, 303, 304, 307, 308),
    *(400, 401, 403, 404, 405, 408, 409, 411, 412, 413, 414, 415, 416, 421, 429),
    *range(500, 506),
}
"""Those that AWS WAF answers with ("Supported status codes for custom responses")."""


def rules(residency: Residency = Residency.WORLD) -> tuple[Rule, ...]:
    return regional_rules(
        domain="securecart.example",
        residency=residency,
        health_paths=["/health/storefront/t", "/health/account/t", "/health/checkout/t"],
        origin_header="x-origin",
        origin_secrets=["current", "previous"],
        rate_limit=3000,
        payment_rate_limit=300,
    )


def named(name: str, found: tuple[Rule, ...]) -> Rule:
    (rule,) = [rule for rule in found if rule.name == name]
    return rule


def test_the_checkers_come_first_and_are_let_in_by_the_exact_path() -> None:
    first = rules()[0]
    assert first.action == {"allow": {}}
    matches = [one["byte_match_statement"] for one in first.statement.body["or_statement"]["statements"]]
    assert {match["search_string"] for match in matches} == {
        "/health/storefront/t",
        "/health/account/t",
        "/health/checkout/t",
    }
    assert {match["positional_constraint"] for match in matches} == {"EXACTLY"}


def test_costs_no_more_than_is_included() -> None:
    # 150 units are what Shield Advanced's own rule group takes, should it mitigate by itself.
    assert capacity(rules()) <= 1500 - 150
    assert capacity(edge_rules(rate_limit=2000)) <= 1500 - 150


def test_names_are_unique() -> None:
    for found in (rules(), rules(Residency.EU), edge_rules(rate_limit=2000)):
        names = [rule.name for rule in found]
        assert len(names) == len(set(names))


def test_only_outside_the_eu_are_its_residents_refused() -> None:
    refusal = named("residents-of-the-eu", rules())
    countries = refusal.statement.body["and_statement"]["statements"][0]["geo_match_statement"]["country_codes"]
    assert {"DE", "FR", "CY", "RE"} <= set(countries)
    assert not {"GB", "CH", "NO"} & set(countries)
    assert len(countries) <= 50
    assert "residents-of-the-eu" not in {rule.name for rule in rules(Residency.EU)}


def test_a_request_from_cloudfront_is_judged_by_no_address() -> None:
    for name in ("anti-ddos", "ip-reputation", "rate", "bot-control", "residents-of-the-eu"):
        assert "securecart:from-cloudfront" in str(named(name, rules()).statement.body)


def test_the_opposite_of_a_statement_is_one_statement() -> None:
    inner = path_is("/a")
    assert not_(inner).body == {"not_statement": {"statement": inner.body}}


def test_answers_with_codes_that_the_firewall_knows() -> None:
    codes = [
        rule.action["block"]["custom_response"]["response_code"]
        for rule in (*rules(), *edge_rules(rate_limit=2000))
        if rule.action and rule.action.get("block")
    ]
    assert codes
    assert set(codes) <= CUSTOM_RESPONSE_CODES
    assert web_acl_rules.MISDIRECTED["block"]["custom_response"]["response_code"] == 421
