from securecart.proof.customers import clients, treated_alike
from securecart.proof.estate.model import Estate
from securecart.settings.geography import EU_MEMBERS, EU_TERRITORIES


def test_every_part_of_the_union_has_a_client() -> None:
    found = clients()

    assert {client.country for client in found} >= EU_MEMBERS | EU_TERRITORIES
    assert len({client.name for client in found}) == len(found)


def test_clients_whose_country_has_a_record_of_its_own_are_a_group_of_their_own(estate: Estate) -> None:
    groups = {tuple(client.country for client in group) for group in treated_alike(clients(), estate)}

    assert ("MX",) in groups  # pinned
    assert ("RE",) in groups
    assert not any("CY" in group and "DE" in group for group in groups)
    assert any({"FR", "DE"} <= set(group) for group in groups)
