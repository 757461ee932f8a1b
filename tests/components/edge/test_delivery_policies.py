import pulumi

from components.edge.delivery_policies import DeliveryPolicies, DeliveryPoliciesArgs, content_security_policy
from securecart.plan.model import StackPlan
from tests.support import record, type_counts

CACHE = "aws:cloudfront/cachePolicy:CachePolicy"
REQUEST = "aws:cloudfront/originRequestPolicy:OriginRequestPolicy"
RESPONSE = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"


def plan() -> StackPlan:
    args = DeliveryPoliciesArgs(domain="example.com")
    return record(lambda provider: DeliveryPolicies("shop", args, pulumi.ResourceOptions(provider=provider)))


def test_no_cookie_is_kept_or_passed_on() -> None:
    recorded = plan()

    assert type_counts(recorded) == {CACHE: 2, REQUEST: 1, RESPONSE: 1}
    for policy in recorded.of_type(CACHE):
        key = policy.inputs["parametersInCacheKeyAndForwardedToOrigin"]
        assert key["cookiesConfig"] == {"cookieBehavior": "none"}
        assert key["headersConfig"] == {"headerBehavior": "none"}
    request = recorded.named(REQUEST, "shop-pages").inputs
    assert request["cookiesConfig"] == {"cookieBehavior": "none"}
    assert not {"Host", "Authorization", "Cookie"} & set(request["headersConfig"]["headers"]["items"])


def test_pages_are_kept_only_as_long_as_the_application_says() -> None:
    recorded = plan()

    pages, assets = (recorded.named(CACHE, f"shop-{what}").inputs for what in ("pages", "assets"))
    assert (pages["minTtl"], pages["defaultTtl"], pages["maxTtl"]) == (0, 0, 86_400)
    assert (assets["minTtl"], assets["defaultTtl"], assets["maxTtl"]) == (0, 86_400, 31_536_000)


def test_browsers_are_told_what_to_refuse() -> None:
    headers = plan().named(RESPONSE, "shop").inputs["securityHeadersConfig"]

    assert headers["strictTransportSecurity"] == {
        "accessControlMaxAgeSec": 31_536_000,
        "includeSubdomains": True,
        "override": True,
    }
    assert headers["frameOptions"] == {"frameOption": "DENY", "override": True}
    assert headers["contentTypeOptions"] == {"override": True}
    assert headers["contentSecurityPolicy"]["contentSecurityPolicy"] == content_security_policy("example.com")


def test_pages_may_call_what_is_never_behind_the_distribution() -> None:
    directives = dict(part.split(" ", 1) for part in content_security_policy("example.com").split("; "))

    assert directives["connect-src"] == "'self' https://api.example.com https://checkout.example.com"
    assert directives["default-src"] == "'self'"
