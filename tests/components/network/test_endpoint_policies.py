from components.network.endpoint_policies import object_storage, own_identities, own_identities_and_resources

ACCOUNT = "123456789012"


def test_an_interface_endpoint_serves_the_accounts_identities_only() -> None:
    (statement,) = own_identities(ACCOUNT)["Statement"]
    assert statement["Condition"] == {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}


def test_a_gateway_endpoint_leads_to_the_accounts_resources_only() -> None:
    (statement,) = own_identities_and_resources("dynamodb", ACCOUNT)["Statement"]
    assert statement["Action"] == "dynamodb:*"
    assert statement["Condition"] == {"StringEquals": {"aws:PrincipalAccount": ACCOUNT, "aws:ResourceAccount": ACCOUNT}}


def test_image_layers_can_be_read_from_ecrs_bucket_of_the_region_and_nothing_else_of_strangers() -> None:
    own, layers = object_storage("eu-central-1", ACCOUNT)["Statement"]
    assert own["Condition"]["StringEquals"]["aws:ResourceAccount"] == ACCOUNT
    assert layers["Action"] == "s3:GetObject"
    assert layers["Resource"] == "arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/*"
