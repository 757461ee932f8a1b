from dataclasses import replace

from securecart.comparison.references import References, displayed, named, referred, shortened
from securecart.plan import tokens
from tests.comparison.plans import BUCKET, SUBNET, VPC, plan, resource

VPC_SHOP = resource(VPC, "shop")
TOKEN = next(tokens.references(VPC_SHOP.id))
COUNTED = replace(
    resource(BUCKET, "files"),
    outputs={"size": tokens.number("7" * 40), "hosts": [f"a.{tokens.token('8' * 40)}", f"b.{tokens.token('9' * 40)}"]},
    computed=frozenset({"size", "hosts"}),
)
PLAN = plan(VPC_SHOP, COUNTED)


def told(value: object) -> object:
    return References(PLAN, {}).told(value)


def test_a_placeholder_becomes_words() -> None:
    assert told({"ids": [VPC_SHOP.id, "sg-1"]}) == {"ids": [f"[id of {VPC_SHOP.urn}]", "sg-1"]}
    assert told(COUNTED.outputs["size"]) == f"[size of {COUNTED.urn}]"


def test_two_elements_of_an_output_are_told_apart() -> None:
    assert told(COUNTED.outputs["hosts"]) == [f"[hosts[{index}] of {COUNTED.urn}]" for index in range(2)]


def test_words_stand_inside_a_text_and_for_a_part_of_an_output() -> None:
    assert told(f"arn:{VPC_SHOP.id}/*") == f"arn:[id of {VPC_SHOP.urn}]/*"
    assert told(f"x/{TOKEN}") == f"x/[part of id of {VPC_SHOP.urn}]"


def test_a_resource_is_called_what_it_is_called_on_the_other_side() -> None:
    new = resource(VPC, "store").urn
    assert References(PLAN, {VPC_SHOP.urn: new}).told(VPC_SHOP.id) == f"[id of {new}]"


def test_what_no_resource_of_the_plan_made_stays() -> None:
    stranger = f"vpc-{tokens.token('1' * 40)}"
    assert told([stranger, 7, None, tokens.SECRET]) == [stranger, 7, None, tokens.SECRET]


def test_people_read_types_and_names() -> None:
    text = f"{told(f'x/{VPC_SHOP.id}')} and {told(COUNTED.outputs['hosts'])}"
    assert shortened(text).startswith("x/[id of aws:ec2:Vpc shop] and ['[hosts[0] of aws:s3:Bucket files]'")
    assert shortened(f"{told(VPC_SHOP.id)}", "us-east-1") == "[id of aws:ec2:Vpc shop]"
    assert shortened(f"{told(VPC_SHOP.id)}", "global") == "[id of aws:ec2:Vpc shop of us-east-1]"
    assert named(resource(SUBNET, "a").urn) == "aws:ec2:Subnet a"
    assert displayed("random:index/randomPet:RandomPet") == "random:index:RandomPet"


def test_people_do_not_read_placeholders_of_stacks_that_are_not_compared() -> None:
    text = f"vpc-{tokens.token('1' * 40)} in {tokens.address('2' * 40)}"
    assert shortened(text) == "vpc-[set by AWS] in [set by AWS]"


def test_what_a_resource_refers_to() -> None:
    subnet = resource(SUBNET, "a", inputs={"vpcId": VPC_SHOP.id, "cidrBlock": "10.0.0.0/24"})
    assert list(referred(plan(VPC_SHOP, subnet), subnet)) == [("vpcId", VPC_SHOP.urn)]
