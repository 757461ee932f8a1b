from securecart.preview.services import Service, by_service
from tests.preview.conftest import resource


def test_services_and_kinds_are_counted_the_largest_first() -> None:
    types = [*["aws:ec2/subnet:Subnet"] * 3, "aws:ec2/vpc:Vpc", "random:index/randomPassword:RandomPassword"]
    made = [resource("one", type_, f"thing-{number}") for number, type_ in enumerate(types)]
    assert by_service(made) == (
        Service("ec2", (("Subnet", 3), ("Vpc", 1))),
        Service("random", (("RandomPassword", 1),)),
    )
    assert by_service(made)[0].total == 4
    assert by_service([]) == ()
