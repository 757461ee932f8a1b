"""The rules of the web ACLs, as data: what they ask, in which order, and what they cost.

Costs are web ACL capacity units ("AWS WAF rules statements list", "AWS Managed Rules rule groups list"); up to 1,500
are included in the price of a web ACL.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi

from securecart.settings.geography import EU_MEMBERS, EU_TERRITORIES, Residency

INCLUDED_CAPACITY: Final = 1500
LABEL_ORIGIN: Final = "securecart:from-cloudfront"
LABEL_PUBLIC: Final = "securecart:public"
LABEL_PERSONAL: Final = "securecart:personal"
LABEL_PAYMENT: Final = "securecart:payment"
RATE_WINDOW_SECONDS: Final = 300

PUBLIC_PATHS: Final = ("/v1/catalog/", "/v1/search")
"""What the API answers about goods and not about people: everything else of it counts as personal."""
PAYMENT_PATH: Final = "/v1/payment/"

_TRANSFORMATION: Final = 10


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a rule asks of a request.

    Attributes:
        body: in the shape of the provider's `statement`.
        capacity: its cost.
    """

    body: dict[str, Any]
    capacity: int


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule; its priority is its place in the list.

    Attributes:
        name: its name, in metrics and logs too.
        statement: what it asks.
        action: what it does with a request that matches; None for a rule group, whose own rules say.
        labels: what it writes on a request that matches, for the rules behind it.
    """

    name: str
    statement: Statement
    action: dict[str, Any] | None = None
    labels: tuple[str, ...] = ()


ALLOW: Final[dict[str, Any]] = {"allow": {}}
BLOCK: Final[dict[str, Any]] = {"block": {}}
COUNT: Final[dict[str, Any]] = {"count": {}}
MISDIRECTED: Final[dict[str, Any]] = {"block": {"custom_response": {"response_code": 421}}}
"""Another Region is the one to ask. 451 would say why, but AWS WAF has it not ("Supported status codes")."""
TOO_MANY_REQUESTS: Final[dict[str, Any]] = {"block": {"custom_response": {"response_code": 429}}}


def path_is(path: pulumi.Input[str]) -> Statement:
    """The path, to the letter."""
    return _byte_match({"uri_path": {}}, path, "EXACTLY", "NONE", capacity=2)


def path_starts_with(prefix: str) -> Statement:
    """The beginning of the path, whatever its case."""
    return _byte_match({"uri_path": {}}, prefix, "STARTS_WITH", "LOWERCASE", capacity=2 + _TRANSFORMATION)


def host_is(host: str) -> Statement:
    """The host asked for, whatever its case."""
    field = {"single_header": {"name": "host"}}
    return _byte_match(field, host, "EXACTLY", "LOWERCASE", capacity=2 + _TRANSFORMATION)


def header_is(header: str, value: pulumi.Input[str]) -> Statement:
    """A header, to the letter."""
    return _byte_match({"single_header": {"name": header}}, value, "EXACTLY", "NONE", capacity=2)


def country_is_in(countries: Sequence[str]) -> Statement:
    """The country that the client's address belongs to: 50 in a statement at most."""
    return Statement(body={"geo_match_statement": {"country_codes": sorted(countries)}}, capacity=1)


def labelled(label: str) -> Statement:
    """A label of a rule before this one."""
    return Statement(body={"label_match_statement": {"scope": "LABEL", "key": label}}, capacity=1)


def any_of(*statements: Statement) -> Statement:
    """One of several; a single one stands for itself."""
    return _joined("or_statement", statements)


def all_of(*statements: Statement) -> Statement:
    """Each of several; a single one stands for itself."""
    return _joined("and_statement", statements)


def not_(statement: Statement) -> Statement:
    """The opposite."""
    return Statement(body={"not_statement": {"statement": statement.body}}, capacity=statement.capacity)


def rate_above(limit: int, among: Statement) -> Statement:
    """Clients, by address, that sent more than `limit` such requests in the last five minutes."""
    body = {
        "rate_based_statement": {
            "limit": limit,
            "evaluation_window_sec": RATE_WINDOW_SECONDS,
            "aggregate_key_type": "IP",
            "scope_down_statement": among.body,
        }
    }
    return Statement(body=body, capacity=2 + among.capacity)


def managed(
    group: str, capacity: int, *, among: Statement | None = None, count: Sequence[str] = (), **more: object
) -> Statement:
    """A rule group of AWS.

    Args:
        group: its name.
        capacity: its cost, as AWS publishes it.
        among: which requests it looks at; all where None.
        count: rules of it that only count.
        more: further settings of the statement.
    """
    body: dict[str, Any] = {"vendor_name": "AWS", "name": group, **more}
    if among:
        body["scope_down_statement"] = among.body
    if count:
        body["rule_action_overrides"] = [{"name": rule, "action_to_use": COUNT} for rule in count]
    return Statement(body={"managed_rule_group_statement": body}, capacity=capacity + (among.capacity if among else 0))


def capacity(rules: Sequence[Rule]) -> int:
    """What a web ACL with these rules costs."""
    return sum(rule.statement.capacity for rule in rules)


def regional_rules(
    *,
    domain: str,
    residency: Residency,
    health_paths: Sequence[pulumi.Input[str]],
    origin_header: str,
    origin_secrets: Sequence[pulumi.Input[str]],
    rate_limit: int,
    payment_rate_limit: int,
) -> tuple[Rule, ...]:
    """The rules in front of a Region's load balancers, in order.

    Behind CloudFront a request's address is CloudFront's, so no rule by address looks at those.
    """
    origin, checkout = host_is(f"origin.{domain}"), host_is(f"checkout.{domain}")
    direct = not_(labelled(LABEL_ORIGIN))
    rules = [
        # Route 53's checkers would not survive bot control, and the token in the path is known to nobody else.
        Rule(name="health-checks", statement=any_of(*map(path_is, health_paths)), action=ALLOW),
        Rule(
            name="from-cloudfront",
            statement=all_of(origin, any_of(*(header_is(origin_header, secret) for secret in origin_secrets))),
            action=COUNT,
            labels=(LABEL_ORIGIN,),
        ),
        Rule(name="origin-without-secret", statement=all_of(origin, direct), action=BLOCK),
        Rule(
            name="public",
            statement=any_of(origin, *map(path_starts_with, PUBLIC_PATHS)),
            action=COUNT,
            labels=(LABEL_PUBLIC,),
        ),
        Rule(
            name="personal",
            statement=any_of(checkout, not_(labelled(LABEL_PUBLIC))),
            action=COUNT,
            labels=(LABEL_PERSONAL,),
        ),
        Rule(
            name="payment",
            statement=any_of(checkout, path_starts_with(PAYMENT_PATH)),
            action=COUNT,
            labels=(LABEL_PAYMENT,),
        ),
    ]
    if residency is not Residency.EU:
        # A resolver can mislead DNS: who is in the Union is served there, or not at all.
        countries = country_is_in(sorted(EU_MEMBERS | EU_TERRITORIES))
        rules.append(
            Rule(
                name="residents-of-the-eu",
                statement=all_of(countries, labelled(LABEL_PERSONAL), direct),
                action=MISDIRECTED,
            )
        )
    return (
        *rules,
        Rule(name="anti-ddos", statement=managed("AWSManagedRulesAntiDDoSRuleSet", 50, among=direct, **_ANTI_DDOS)),
        Rule(name="ip-reputation", statement=managed("AWSManagedRulesAmazonIpReputationList", 25, among=direct)),
        Rule(
            name="payment-rate",
            statement=rate_above(payment_rate_limit, labelled(LABEL_PAYMENT)),
            action=TOO_MANY_REQUESTS,
        ),
        Rule(name="rate", statement=rate_above(rate_limit, direct), action=TOO_MANY_REQUESTS),
        *_common_rules(),
        Rule(
            name="bot-control",
            statement=managed(
                "AWSManagedRulesBotControlRuleSet",
                50,
                among=all_of(labelled(LABEL_PAYMENT), direct),
                # The targeted level asks for a token that only a browser with AWS's script has: apps pay here too, by
                # the libraries that these two rules would stop.
                count=("CategoryHttpLibrary", "SignalNonBrowserUserAgent"),
                managed_rule_group_configs=[{"aws_managed_rules_bot_control_rule_set": {"inspection_level": "COMMON"}}],
            ),
        ),
    )


def edge_rules(*, rate_limit: int) -> tuple[Rule, ...]:
    """The rules in front of CloudFront, in order: anonymous pages, images and JavaScript."""
    everything = path_starts_with("/")
    return (
        Rule(name="anti-ddos", statement=managed("AWSManagedRulesAntiDDoSRuleSet", 50, **_ANTI_DDOS)),
        Rule(name="ip-reputation", statement=managed("AWSManagedRulesAmazonIpReputationList", 25)),
        Rule(name="rate", statement=rate_above(rate_limit, everything), action=TOO_MANY_REQUESTS),
        *_common_rules(),
    )


_ANTI_DDOS: Final[dict[str, Any]] = {
    "managed_rule_group_configs": [
        {
            "aws_managed_rules_anti_ddos_rule_set": {
                # A challenge needs a browser: API clients could not answer it.
                "client_side_action_config": {"challenge": {"usage_of_action": "DISABLED"}},
                "sensitivity_to_block": "LOW",
            }
        }
    ]
}


def _common_rules() -> tuple[Rule, ...]:
    return (
        Rule(
            name="common",
            # Carts and addresses are longer than the 8 KB that the rule set allows a body.
            statement=managed("AWSManagedRulesCommonRuleSet", 700, count=["SizeRestrictions_BODY"]),
        ),
        Rule(name="known-bad-inputs", statement=managed("AWSManagedRulesKnownBadInputsRuleSet", 200)),
        Rule(name="sql-injection", statement=managed("AWSManagedRulesSQLiRuleSet", 200)),
    )


def _byte_match(
    field: dict[str, Any], search: pulumi.Input[str], constraint: str, transformation: str, *, capacity: int
) -> Statement:
    body = {
        "byte_match_statement": {
            "field_to_match": field,
            "positional_constraint": constraint,
            "search_string": search,
            "text_transformations": [{"priority": 0, "type": transformation}],
        }
    }
    return Statement(body=body, capacity=capacity)


def _joined(kind: str, statements: Sequence[Statement]) -> Statement:
    if len(statements) == 1:
        return statements[0]
    return Statement(
        body={kind: {"statements": [statement.body for statement in statements]}},
        capacity=sum(statement.capacity for statement in statements),
    )
