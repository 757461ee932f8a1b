import pytest

from securecart.routing.route53.targets import TargetKind, kind_of


@pytest.mark.parametrize(
    ("name", "kind", "ttl"),
    [
        ("shop-1.eu-central-1.elb.amazonaws.com", TargetKind.LOAD_BALANCER, 60),
        ("net-1.elb.eu-central-1.amazonaws.com", TargetKind.LOAD_BALANCER, 60),
        ("d111111abcdef8.cloudfront.net", TargetKind.DISTRIBUTION, None),
        ("a1.awsglobalaccelerator.com", TargetKind.ACCELERATOR, None),
        ("d-1.execute-api.eu-west-1.amazonaws.com", TargetKind.API, None),
        ("s3-website.eu-central-1.amazonaws.com", TargetKind.BUCKET, None),
        ("s3-website-us-east-1.amazonaws.com", TargetKind.BUCKET, None),
        ("vpce-1-svc.eu-central-1.vpce.amazonaws.com", TargetKind.INTERFACE_ENDPOINT, None),
        ("env.eu-west-1.elasticbeanstalk.com", TargetKind.OTHER, None),
    ],
)
def test_names_tell_what_they_are(name: str, kind: TargetKind, ttl: int | None) -> None:
    assert kind_of(name) is kind
    assert kind.ttl == ttl
