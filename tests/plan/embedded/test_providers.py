from securecart.plan.embedded.providers import Provider, Providers


def test_a_provider_fixes_region_account_and_tags() -> None:
    inputs = {
        "region": "eu-west-1",
        "allowedAccountIds": '["210987654321"]',
        "defaultTags": '{"tags": {"Owner": "us"}}',
    }
    assert Provider.of(inputs) == Provider("eu-west-1", "210987654321", {"Owner": "us"})
    assert Provider.of({}) == Provider("us-east-1", "123456789012", {})


def test_the_default_provider_works_in_the_configured_region() -> None:
    providers = Providers({"aws:region": "eu-west-1"})
    providers.register("urn:explicit", {"region": "us-west-2"})
    assert providers.of(None).region == "eu-west-1"
    assert providers.of("urn:explicit").region == "us-west-2"


def test_packages_without_a_default_provider() -> None:
    assert Providers({}).has_default("aws")
    some = Providers({"pulumi:disable-default-providers": '["aws"]'})
    assert (some.has_default("aws"), some.has_default("random")) == (False, True)
    assert not Providers({"pulumi:disable-default-providers": '["*"]'}).has_default("random")
