"""The rules by which AWS chooses, each with a sentence and the page that documents it."""

from enum import Enum, unique
from typing import Final

_ROUTE53: Final = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide"
_ACCELERATOR: Final = "https://docs.aws.amazon.com/global-accelerator/latest/dg"
_CHOOSING: Final = f"{_ROUTE53}/health-checks-how-route-53-chooses-records.html"
_TREES: Final = f"{_ROUTE53}/dns-failover-complex-configs.html"
_GEOLOCATION: Final = f"{_ROUTE53}/resource-record-sets-values-geo.html"
_LATENCY: Final = f"{_ROUTE53}/routing-policy-latency.html"
_WEIGHTED: Final = f"{_ROUTE53}/resource-record-sets-values-weighted.html"
_MULTIVALUE: Final = f"{_ROUTE53}/routing-policy-multivalue.html"
_PROXIMITY: Final = f"{_ROUTE53}/routing-policy-geoproximity.html"
_IP_BASED: Final = f"{_ROUTE53}/routing-policy-ipbased.html"
_ALIAS: Final = f"{_ROUTE53}/resource-record-sets-choosing-alias-non-alias.html"
_CHECKS: Final = f"{_ROUTE53}/dns-failover-determining-health-of-endpoints.html"
_CHECK_VALUES: Final = f"{_ROUTE53}/health-checks-creating-values.html"
_DIALS: Final = f"{_ACCELERATOR}/about-endpoint-groups-traffic-dial.html"
_ENDPOINTS: Final = f"{_ACCELERATOR}/about-endpoints-endpoint-weights.html"
_UNHEALTHY_ENDPOINTS: Final = f"{_ACCELERATOR}/about-endpoints-endpoint-weights.unhealthy-endpoints.html"


@unique
class Rule(Enum):
    """Why something was chosen, passed over, or counts as healthy or not.

    Attributes:
        sentence: the rule in words.
        source: the page of AWS's that documents it, or that comes nearest.
        documented: whether AWS says so; otherwise it is what this model assumes.
    """

    sentence: str
    source: str
    documented: bool

    # Why a record answers.
    ONLY_RECORD = (
        "a simple record answers alone, whatever its health",
        f"{_ROUTE53}/resource-record-sets-values-alias.html",
    )
    WEIGHT = ("by weight among the healthy records", _CHOOSING)
    ZERO_WEIGHTS = ("every record with weight is unhealthy: those of weight 0 answer", _CHOOSING)
    ALL_WEIGHTS_ZERO = ("all weights are 0: all answer alike", _WEIGHTED)
    LOWEST_LATENCY = ("the healthy record whose Region has the lowest latency", _LATENCY)
    FAILOVER_PRIMARY = ("the primary answers while it is healthy", _CHOOSING)
    FAILOVER_SECONDARY = ("the primary is unhealthy: the secondary answers", _CHOOSING)
    FAILOVER_BOTH_UNHEALTHY = ("primary and secondary are unhealthy: the primary answers", _CHOOSING)
    SMALLEST_AREA = ("the smallest area around the client", _GEOLOCATION)
    LARGER_AREA = ("the smaller areas around the client are unhealthy: the next larger", _GEOLOCATION)
    AREAS_ALL_UNHEALTHY = ("every area around the client is unhealthy: the smallest answers", _GEOLOCATION)
    MULTIVALUE = ("up to eight healthy records answer together", _MULTIVALUE)
    SHORTEST_BIASED_DISTANCE = ("the healthy record at the shortest distance after bias", _PROXIMITY)
    CIDR_LOCATION = ("the location whose CIDR block holds the client's address", _IP_BASED)
    CIDR_DEFAULT = ("no CIDR block holds the client's address: the default location", _IP_BASED)
    TARGET_NOT_EVALUATED = ("its target's health is not evaluated: it counts as healthy", _TREES)
    LAST_RESORT = ("no record is healthy, so all count as healthy", _CHOOSING)

    # Why there is no answer.
    NO_SUCH_NAME = ("the zone has no record of that name and type", f"{_ROUTE53}/routing-policy-simple.html")
    NO_DEFAULT_LOCATION = (
        "no record is for the client's area, and none is the default: no answer",
        f"{_ROUTE53}/routing-policy-geo.html",
    )
    NO_CIDR_DEFAULT = ("no CIDR block holds the client's address, and no record is the default: no answer", _IP_BASED)

    # Why a record is passed over.
    CHECK_UNHEALTHY = ("its health check is unhealthy", _CHOOSING)
    TARGET_UNHEALTHY = (
        "it is as healthy as its target, which is unhealthy",
        f"{_ROUTE53}/resource-record-sets-values-alias-common.html",
    )
    NO_HEALTHY_TARGET = ("none of the records that it points to is healthy: Route 53 backs out of the branch", _TREES)
    WEIGHT_ZERO = ("its weight is 0", _WEIGHTED)

    # Why a health check has its status.
    CHECK_OBSERVED = ("what its checkers see", _CHECKS)
    CHECK_CALCULATED = ("enough of the checks that it counts are healthy, or too few", _CHECKS)
    CHECK_DISABLED = ("a disabled check counts as healthy", _CHECK_VALUES)
    CHECK_INSUFFICIENT_DATA = ("its alarm has too little data: the status that the check says for that case", _CHECKS)
    CHECK_SET = ("its status was given", _CHECKS)

    # What an answer has to be read with, since AWS does not say it.
    SIMPLE_ALIAS_IN_CHAIN = (
        "how a simple alias inside a chain hands health on is not documented: as healthy as its target is assumed",
        _TREES,
        False,
    )
    TOO_DEEP = (
        "the chain is deeper than the three levels that are documented: the same rules are assumed",
        f"{_ROUTE53}/TutorialManagingOver100WRR.html",
        False,
    )
    AREA_WITHOUT_ANSWER = (
        "healthy records that are not for the client's area keep the branch healthy, and none answers",
        _TREES,
        False,
    )
    CIDR_FALLBACK = (
        "what follows an unhealthy CIDR location is not documented: the default location is assumed",
        _IP_BASED,
        False,
    )
    LATENCY_UNKNOWN = ("no latency to the Region is known: it is taken as the farthest", _LATENCY, False)

    # Global Accelerator.
    NEAREST_GROUP = ("the nearest endpoint group", f"{_ACCELERATOR}/about-endpoint-groups.html")
    BEYOND_DIAL = ("what the traffic dials of nearer groups turn away; the last group takes all of it", _DIALS)
    NEXT_GROUP = (
        "no healthy endpoint with weight in nearer groups: the next one, whatever its dial",
        _UNHEALTHY_ENDPOINTS,
    )
    FAIL_OPEN = ("no healthy endpoint with weight in three groups: any endpoint of the nearest", _UNHEALTHY_ENDPOINTS)
    ENDPOINT_WEIGHT = ("by weight among the healthy endpoints", _ENDPOINTS)
    ENDPOINT_UNHEALTHY = ("the endpoint is unhealthy", _UNHEALTHY_ENDPOINTS)
    ENDPOINT_WEIGHT_ZERO = ("the endpoint's weight is 0", _ENDPOINTS)
    GROUP_UNHEALTHY = ("the group has no healthy endpoint with weight", _UNHEALTHY_ENDPOINTS)
    DIAL_TURNED_DOWN = (
        "its traffic dial lets that share through",
        _DIALS,
    )
    ALL_DIALS_ZERO = (
        "every traffic dial is 0: where traffic goes is not documented; the nearest group is assumed",
        _DIALS,
        False,
    )

    def __init__(self, sentence: str, source: str, documented: bool = True) -> None:  # noqa: FBT001, FBT002 (an enum's)
        self.sentence = sentence
        self.source = source
        self.documented = documented
