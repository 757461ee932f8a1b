"""Every way for a stack file to be wrong by itself: one message with file, key, value and what is allowed."""

from __future__ import annotations

import pytest

from tests.settings.project import Folder

EAST = "Pulumi.us-east-1.yaml"
EDGE = "Pulumi.global.yaml"


def test_the_committed_files_are_right(folder: Folder) -> None:
    assert folder.problems() == ()


@pytest.mark.parametrize(
    ("stack", "key", "value", "message"),
    [
        pytest.param(
            "us-east-1",
            "network.cidrs",
            "10.0.0.0/16",
            f"{EAST}: securecart:network.cidrs: 10.0.0.0/16: no such setting; allowed: cidr, zones, "
            "flowLogRetentionDays",
            id="unknown nested key",
        ),
        pytest.param(
            "us-east-1",
            "securecart:network.cidr",
            "10.0.0.0/16",
            f"{EAST}: securecart:network.cidr: 10.0.0.0/16: no such key; "
            "allowed: `cidr` inside the mapping `securecart:network`",
            id="path as a key",
        ),
        pytest.param(
            "us-east-1",
            "network",
            "10.16.0.0/16",
            f"{EAST}: securecart:network: 10.16.0.0/16; allowed: a mapping",
            id="text for a mapping",
        ),
        pytest.param(
            "us-east-1",
            "network",
            '{"cidr": "10.16.0.0/16", "zones": ["us-east-1a"]}',
            f'{EAST}: securecart:network.zones: ["us-east-1a"]; allowed: at least 2',
            id="JSON that is wrong inside",
        ),
        pytest.param(
            "us-east-1",
            "network",
            None,
            f"{EAST}: securecart:network: not set; allowed: a mapping",
            id="nothing for a mapping",
        ),
        pytest.param(
            "us-east-1",
            "network.cidr",
            "10.16.0.1/16",
            f"{EAST}: securecart:network.cidr: 10.16.0.1/16; "
            "allowed: an IPv4 range whose host bits are 0, such as 10.16.0.0/16",
            id="host bits",
        ),
        pytest.param(
            "us-east-1",
            "network.cidr",
            "100.64.0.0/16",
            f"{EAST}: securecart:network.cidr: 100.64.0.0/16; "
            "allowed: a range of /16 to /20 inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16",
            id="public range",
        ),
        pytest.param(
            "us-east-1",
            "network.zones",
            ["us-east-1a", "eu-west-1b"],
            f"{EAST}: securecart:network.zones: eu-west-1b: not in us-east-1; "
            "allowed: us-east-1a, us-east-1b, us-east-1c, us-east-1d, us-east-1e, us-east-1f",
            id="zone of another Region",
        ),
        pytest.param(
            "us-east-1",
            "network.zones",
            ["us-east-1a", "us-east-1a"],
            f'{EAST}: securecart:network.zones: ["us-east-1a", "us-east-1a"]: names a zone twice; '
            "allowed: 2 to 4 different zones",
            id="zone twice",
        ),
        pytest.param(
            "us-east-1",
            "database.generation",
            "one",
            f"{EAST}: securecart:database.generation: one; allowed: a whole number",
            id="wrong type",
        ),
        pytest.param(
            "us-east-1",
            "database.generation",
            0,
            f"{EAST}: securecart:database.generation: 0; allowed: 1 or more",
            id="too small",
        ),
        pytest.param(
            "us-east-1",
            "database.instanceClass",
            "m5.large",
            f"{EAST}: securecart:database.instanceClass: m5.large; allowed: a class of instance such as db.r8g.xlarge",
            id="wrong form",
        ),
        pytest.param(
            "us-east-1",
            "database.role",
            "primary",
            f"{EAST}: securecart:database.role: primary; allowed: writer or replica",
            id="no such choice",
        ),
        pytest.param(
            "us-east-1",
            "database.follows",
            "us-west-2",
            f"{EAST}: securecart:database.follows: us-west-2: a writer follows nobody; "
            "allowed: nothing, or `role: replica`",
            id="writer that follows",
        ),
        pytest.param(
            "us-east-1",
            "database.maxAllocatedStorage",
            400,
            f"{EAST}: securecart:database.maxAllocatedStorage: 400: storage starts at 400 GiB (`allocatedStorage`) "
            "and could not grow; allowed: more than 400",
            id="storage that cannot grow",
        ),
        pytest.param(
            "us-east-1",
            "role",
            "primary",
            f"{EAST}: securecart:role: primary; allowed: active, standby, edge",
            id="no such role",
        ),
        pytest.param(
            "us-east-1",
            "healthToken",
            "abc",
            f"{EAST}: securecart:healthToken: (plain text); "
            "allowed: a secret, set with `pulumi config set --secret securecart:healthToken`",
            id="secret in plain text",
        ),
        pytest.param(
            "global",
            "owner",
            {"secure": "v1:abc"},
            f"{EDGE}: securecart:owner: (ciphertext): no secret; "
            "allowed: plain text; secrets of the stack are securecart:bgpKey, securecart:originSecret",
            id="ciphertext for a plain setting",
        ),
        pytest.param(
            "us-east-1",
            "releases.Blue",
            {"weight": 1, "imageTag": "a"},
            f"{EAST}: securecart:releases.Blue: Blue; allowed: 2 to 6 lower-case letters",
            id="name in a mapping",
        ),
        pytest.param(
            "us-east-1",
            "releases",
            {"blue": {"weight": 0, "imageTag": "a"}},
            f'{EAST}: securecart:releases: {{"blue": 0}}: no release has weight: the Region would have no record and '
            "serve nobody; allowed: at least one `weight` above 0",
            id="nobody served",
        ),
        pytest.param(
            "us-east-1",
            "lastResortRegion",
            "us-west-2",
            f"{EAST}: securecart:lastResortRegion: us-west-2: the world's last resort is its standby; only the EU has "
            "such a page; allowed: nothing",
            id="last resort outside the EU",
        ),
        pytest.param(
            "us-east-1",
            "stores.new-york.cidr",
            "10.17.0.0/24",
            f"{EAST}: securecart:stores.new-york.cidr: 10.17.0.0/24: outside the VPC; "
            "allowed: a part of `network.cidr` 10.16.0.0/16",
            id="store outside the VPC",
        ),
        pytest.param(
            "us-east-1",
            "stores.new-york.localGatewayId",
            None,
            f"{EAST}: securecart:stores.new-york.localGatewayId: not set: a rack has a local gateway; allowed: its id",
            id="rack without gateway",
        ),
        pytest.param(
            "us-east-1",
            "stores.new-york.outpostArn",
            "arn:aws:outposts:us-west-2:123456789012:outpost/op-0a1b2c3d4e5f60718",
            f"{EAST}: securecart:stores.new-york.outpostArn: "
            "arn:aws:outposts:us-west-2:123456789012:outpost/op-0a1b2c...: "
            "of another Region; allowed: an Outpost of us-east-1",
            id="Outpost of another Region",
        ),
        pytest.param(
            "us-east-1",
            "network.flowLogRetentionDays",
            91,
            f"{EAST}: securecart:network.flowLogRetentionDays: 91; allowed: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, "
            "365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653",
            id="retention that CloudWatch Logs does not know",
        ),
        pytest.param(
            "eu-central-1",
            "backupRegion",
            "us-east-1",
            "Pulumi.eu-central-1.yaml: securecart:backupRegion: us-east-1: outside the residency `eu`; "
            "allowed: eu-north-1, eu-south-1, eu-south-2, eu-west-1, eu-west-3",
            id="EU data outside the EU",
        ),
        pytest.param(
            "eu-central-1",
            "residency",
            "world",
            "Pulumi.eu-central-1.yaml: securecart:residency: world: eu-central-1 is in the EU; allowed: eu",
            id="world's data in the EU",
        ),
        pytest.param(
            "global",
            "shieldAdvanced",
            "yes",
            f"{EDGE}: securecart:shieldAdvanced: yes; allowed: true or false",
            id="no truth value",
        ),
        pytest.param(
            "global",
            "guardrails.targets",
            [],
            f"{EDGE}: securecart:guardrails.targets: []; allowed: at least 1",
            id="empty list",
        ),
        pytest.param(
            "global",
            "routing.pinnedCountries.DE",
            "us-east-1",
            f"{EDGE}: securecart:routing.pinnedCountries.DE: us-east-1: its residents are served in the EU; "
            "allowed: countries outside the EU",
            id="pinned resident of the EU",
        ),
        pytest.param(
            "global",
            "assets.replicaRegion",
            "us-east-1",
            f"{EDGE}: securecart:assets.replicaRegion: us-east-1: the bucket of releases is there already "
            "(`primaryRegion`); allowed: another Region",
            id="replica beside its source",
        ),
        pytest.param(
            "global",
            "assets.logRegion",
            "us-east-1",
            f"{EDGE}: securecart:assets.logRegion: us-east-1: outside the EU; "
            "allowed: eu-central-1, eu-north-1, eu-south-1, eu-south-2, eu-west-1, eu-west-3",
            id="logs outside the EU",
        ),
        pytest.param(
            "global",
            "warehouse.connections.newark.location",
            "EqDC2",
            f'{EDGE}: securecart:warehouse.connections: ["ashburn", "newark"]: all connections are at '
            "EqDC2, which can be "
            "lost; allowed: two locations or more",
            id="one location",
        ),
        pytest.param(
            "global",
            "warehouse.connections.newark.customerAddress",
            "169.254.103.2/30",
            f"{EDGE}: securecart:warehouse.connections.newark.customerAddress: 169.254.103.2/30: AWS's "
            "end of the session "
            "is 169.254.102.1/30 (`amazonAddress`); allowed: another address of 169.254.102.0/30, with the same prefix",
            id="ends in two subnets",
        ),
        pytest.param(
            "global",
            "warehouse.amazonSideAsn",
            70000,
            f"{EDGE}: securecart:warehouse.amazonSideAsn: 70000; allowed: 64512 to 65534 or 4200000000 to 4294967294",
            id="public ASN",
        ),
    ],
)
def test_one_wrong_value_is_one_message(folder: Folder, stack: str, key: str, value: object, message: str) -> None:
    folder.set(stack, key, value)
    assert folder.problems() == (message,)


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("netwrok", {}, "securecart:netwrok: {}: no such setting; allowed: aws:region, securecart:accountId,"),
        ("backup_region", "us-west-2", "securecart:backup_region: us-west-2: no such setting; allowed: aws:region,"),
        (
            "securecart:aws:region",
            "us-east-1",
            "securecart:aws:region: us-east-1: no such setting; allowed: aws:region,",
        ),
        ("aws:profile", "mine", "aws:profile: mine: no such setting; allowed: aws:region,"),
    ],
)
def test_an_unknown_setting_is_told_with_all_that_are_known(folder: Folder, key: str, value: object, told: str) -> None:
    folder.set("us-east-1", key, value)
    (message,) = folder.problems()
    assert message.startswith(f"{EAST}: {told}")
    assert message.endswith("securecart:tracing, securecart:warehouseLink")


def test_a_key_without_its_namespace_is_no_setting(folder: Folder) -> None:
    folder.change("us-east-1", lambda config: config.update(teardown=True))
    assert folder.problems() == (f"{EAST}: teardown: true: no such setting; allowed: securecart:teardown",)


def test_a_missing_setting_says_what_it_is(folder: Folder) -> None:
    folder.remove("us-east-1", "backupRegion")
    assert folder.problems() == (
        (
            f"{EAST}: securecart:backupRegion: not set: it has no default; "
            "allowed: another Region of the same residency, for copies of backups"
        ),
    )


def test_a_replica_names_its_writer(folder: Folder) -> None:
    folder.remove("us-west-2", "database.follows")
    assert folder.problems() == (
        (
            "Pulumi.us-west-2.yaml: securecart:database.follows: not set: a replica follows a writer; "
            "allowed: the Region of the writer"
        ),
    )


def test_a_region_that_does_not_exist(folder: Folder) -> None:
    folder.set("us-west-2", "backupRegion", "us-esat-1")
    (message,) = folder.problems()
    assert message.startswith(
        "Pulumi.us-west-2.yaml: securecart:backupRegion: us-esat-1: not an AWS Region; allowed: af-"
    )


def test_a_default_of_the_project_is_told_once_and_where_it_stands(folder: Folder) -> None:
    text = (folder.path / "Pulumi.yaml").read_text().replace('"123456789012"', "123456789012")
    (folder.path / "Pulumi.yaml").write_text(text)
    assert folder.problems() == ("Pulumi.yaml: securecart:accountId: 123456789012; allowed: text (put it in quotes)",)


def test_fargate_sizes_and_tasks_are_checked_in_the_projects_services(folder: Folder) -> None:
    text = (folder.path / "Pulumi.yaml").read_text().replace("        orders: receive", "        memory: 1500")
    (folder.path / "Pulumi.yaml").write_text(text)
    assert folder.problems() == (
        (
            "Pulumi.yaml: securecart:services.fulfilment.memory: 1500: Fargate does not pair it with `cpu` 512; "
            "allowed: 1024 to 4096 in steps of 1024"
        ),
    )


def test_two_services_for_one_path(folder: Folder) -> None:
    text = (folder.path / "Pulumi.yaml").read_text().replace('["/search"', '["/*"').replace('"/search"]', '"/*"]')
    (folder.path / "Pulumi.yaml").write_text(text)
    assert (
        "Pulumi.yaml: securecart:services: /*: `origin` has 2 services for it, and the load balancer asks the first "
        "only; allowed: one service for a path of a surface"
    ) in folder.problems()


def test_an_undeclared_default_of_the_project_is_told(folder: Folder) -> None:
    text = (folder.path / "Pulumi.yaml").read_text() + "  colour:\n    type: string\n    default: red\n"
    (folder.path / "Pulumi.yaml").write_text(text)
    (message,) = folder.problems()
    assert message.startswith("Pulumi.yaml: securecart:colour: red: no such setting; allowed: aws:region,")


def test_what_pulumi_config_set_writes_is_read(folder: Folder) -> None:
    """The CLI writes text whatever the type, and JSON for what has structure."""
    folder.set("us-east-1", "teardown", "true")
    folder.set("us-east-1", "network", '{"cidr": "10.16.0.0/16", "zones": ["us-east-1a", "us-east-1b"]}')
    region = folder.load().fleet.regions["us-east-1"]
    assert region.teardown
    assert region.network.zones == ("us-east-1a", "us-east-1b")


def test_all_problems_of_a_fleet_come_at_once_in_the_order_of_files(folder: Folder) -> None:
    folder.set("us-east-1", "network.cidr", "x")
    folder.set("us-east-1", "database.generation", 0)
    folder.write("eu-central-1", "config: [")
    folder.set("us-west-2", "network.cidr", "10.64.0.0/16")
    folder.set("global", "shieldAdvanced", 3)
    assert [message.split(": ")[:2] for message in folder.problems()] == [
        ["Pulumi.eu-central-1.yaml:2:1", "broken YAML"],
        ["Pulumi.global.yaml", "securecart:shieldAdvanced"],
        ["Pulumi.us-east-1.yaml", "securecart:network.cidr"],
        ["Pulumi.us-east-1.yaml", "securecart:database.generation"],
        ["Pulumi.us-west-2.yaml", "securecart:network.cidr"],
    ]
