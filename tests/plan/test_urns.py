from securecart.plan import urns


def test_root_and_top_level_types_stand_alone() -> None:
    root = urns.root(stack="dev", project="shop")
    assert root == "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"
    top = urns.make(stack="dev", project="shop", parent=root, type_="shop:net:Vpc", name="net")
    assert top == "urn:pulumi:dev::shop::shop:net:Vpc::net"


def test_types_of_all_parents_but_the_stack_are_in_the_urn() -> None:
    parent = "urn:pulumi:dev::shop::shop:app:App$shop:net:Vpc::net"
    urn = urns.make(stack="dev", project="shop", parent=parent, type_="aws:ec2/vpc:Vpc", name="net::odd")
    assert urn == "urn:pulumi:dev::shop::shop:app:App$shop:net:Vpc$aws:ec2/vpc:Vpc::net::odd"
    assert urns.qualified_type(urn).split("$")[-1] == "aws:ec2/vpc:Vpc"
    assert urns.name(urn) == "net::odd"
