"""A real pack in a real process, over the protocol."""

import io
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import pulumi
import pulumi_aws as aws
import pytest
from pulumi_aws import ec2, rds

from securecart.plan.analyzer import pack as pack_module
from securecart.plan.analyzer import process as process_module
from securecart.plan.analyzer.errors import AnalyzerError
from securecart.plan.analyzer.fleet import FleetAnalyzer
from securecart.plan.analyzer.requests import Requests
from securecart.plan.embedded.runtime import Recording, run
from securecart.plan.stack import Stack
from securecart.plan.verdicts import Analysis, Level, Severity
from tests.plan.analyzer.conftest import WritePack

STACK = Stack(name="us-east-1", project="securecart", config={"securecart:size": "3"})

RULES = """
def resource(args, report):
    if args.resource_type == "aws:ec2/vpc:Vpc":
        seen = [args.props["cidrBlock"], args.provider.props["region"], args.opts.protect, pulumi.get_stack(),
                pulumi.Config("securecart").require("size"), args.get_config()["limit"],
                args.opts.custom_timeouts.create_seconds]
        report(" ".join(map(str, seen)))
    if args.resource_type == "aws:ec2/subnet:Subnet":
        report(args.props["vpcId"])
    if args.resource_type == "aws:rds/instance:Instance":
        report(f"a password of {len(args.props['password'])} characters")

def stack(args, report):
    by_type = {r.resource_type: r for r in args.resources}
    subnet = by_type["aws:ec2/subnet:Subnet"]
    sources = [resource.name for resource in subnet.property_dependencies["vpcId"]]
    report(f"{subnet.parent.name} {sources} {subnet.props['cidrBlock']}", subnet.urn)
    report(by_type["pulumi:pulumi:Stack"].props["exported"])

def unknowing(args, report):
    {r.resource_type: r for r in args.resources}["aws:rds/instance:Instance"].props["multiAz"]

PolicyPack("mini", enforcement_level=EnforcementLevel.MANDATORY, policies=[
    ResourceValidationPolicy("inputs", "Inputs are judged", resource, severity=Severity.HIGH,
        remediation_steps="Do better.", config_schema=PolicyConfigSchema({"limit": {"type": "integer", "default": 7}})),
    StackValidationPolicy("outputs", "Outputs are judged", stack, EnforcementLevel.ADVISORY),
    StackValidationPolicy("unknowing", "Reads what nobody knows", unknowing),
])
"""


STARTER = """
import sys, time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from securecart.plan.analyzer.fleet import FleetAnalyzer
from securecart.plan.analyzer.requests import Requests
from securecart.plan.stack import Stack
with FleetAnalyzer(Path(sys.argv[1]), [Stack(name="a", project="b")], ThreadPoolExecutor()) as analyzer:
    analyzer._started["a"].port()
    print("started", flush=True)
    time.sleep(60)
"""


def declare() -> None:
    provider = aws.Provider("aws", region="eu-west-1")
    parent = pulumi.ComponentResource("securecart:test:Net", "net", {}, pulumi.ResourceOptions(provider=provider))
    here = pulumi.ResourceOptions(parent=parent)
    timeouts = pulumi.CustomTimeouts(create="10m")
    vpc = ec2.Vpc(
        "vpc",
        cidr_block="10.0.0.0/16",
        opts=pulumi.ResourceOptions(parent=parent, protect=True, custom_timeouts=timeouts),
    )
    ec2.Subnet("subnet", vpc_id=vpc.id, cidr_block="10.0.0.0/24", opts=here)
    rds.Instance("db", instance_class="db.t4g.micro", password=pulumi.Output.secret("hunter2"), opts=here)
    pulumi.export("exported", "value")


@pytest.fixture(scope="module")
def recording() -> Recording:
    return run(declare, STACK)


def analyze(pack: Path, recording: Recording) -> Analysis:
    with ThreadPoolExecutor() as executor, FleetAnalyzer(pack, [STACK], executor) as analyzer:
        return analyzer.submit(STACK, Requests(recording).serialized()).result()


def running(pack: Path) -> int:
    """How many processes there are of a pack: its host, and one a stack."""
    found = subprocess.run(["ps", "-ww", "-eo", "args="], capture_output=True, text=True, check=True).stdout
    return sum("analyzer.host 127.0.0.1:" in line and line.endswith(str(pack)) for line in found.splitlines())


def test_verdicts_of_a_pack(write_pack: WritePack, recording: Recording) -> None:
    analysis = analyze(write_pack(RULES), recording)
    assert [(policy.name, policy.level, policy.judges) for policy in analysis.policies] == [
        ("inputs", Level.MANDATORY, "resource"),
        ("outputs", Level.ADVISORY, "stack"),
        ("unknowing", Level.MANDATORY, "stack"),
    ]
    assert analysis.judged == len(recording.plan.resources) + 1
    found = {verdict.message: verdict for verdict in analysis.verdicts}
    vpc = found["10.0.0.0/16 eu-west-1 True us-east-1 3 7.0 600.0"]
    assert (vpc.policy, vpc.level, vpc.severity, vpc.remediation) == (
        "inputs",
        Level.MANDATORY,
        Severity.HIGH,
        "Do better.",
    )
    assert vpc.urn == recording.plan.named("aws:ec2/vpc:Vpc", "vpc").urn
    assert vpc.refuses
    assert "a password of 7 characters" in found
    subnet = found["net ['vpc'] 10.0.0.0/24"]
    assert (subnet.policy, subnet.level) == ("outputs", Level.ADVISORY)
    assert subnet.urn == recording.plan.named("aws:ec2/subnet:Subnet", "subnet").urn
    assert found["value"].urn == recording.plan.urn
    assumed = [verdict for verdict in analysis.verdicts if verdict.assumed]
    assert [(verdict.policy, verdict.refuses) for verdict in assumed] == [("inputs", True)]
    assert assumed[0].message.startswith("vpc-")
    undecided = [verdict for verdict in analysis.verdicts if verdict.undecided]
    assert [(verdict.policy, verdict.refuses) for verdict in undecided] == [("unknowing", False)]
    assert len(analysis.verdicts) == 6


def test_remediations_are_judged_afterwards(write_pack: WritePack, recording: Recording) -> None:
    pack = write_pack("""
def remediate(args):
    if args.resource_type == "aws:ec2/vpc:Vpc":
        args.props["cidrBlock"] = "10.9.0.0/16"
        return args.props

def validate(args, report):
    if args.resource_type == "aws:ec2/vpc:Vpc" and args.props["cidrBlock"] != "10.9.0.0/16":
        report("not remedied")

fix = ResourceValidationPolicy("fix", "Is put right", validate, EnforcementLevel.REMEDIATE, remediate=remediate)
PolicyPack("mini", [fix])
""")
    (verdict,) = analyze(pack, recording).verdicts
    assert (verdict.policy, verdict.level, verdict.refuses) == ("fix", Level.REMEDIATE, False)
    assert verdict.message == "Corrected by the pack: `cidrBlock`."


def test_what_is_asked_again_is_corrected_again(write_pack: WritePack, recording: Recording) -> None:
    pack = write_pack("""
def remediate(args):
    if args.resource_type == "aws:ec2/subnet:Subnet":
        args.props["mapPublicIpOnLaunch"] = True
        return args.props

def unclear(args, report):
    if args.resource_type == "aws:ec2/subnet:Subnet" and args.props["vpcId"] and not args.props["mapPublicIpOnLaunch"]:
        report("not corrected")

PolicyPack("mini", [
    ResourceValidationPolicy("fix", "Is put right", None, EnforcementLevel.REMEDIATE, remediate=remediate),
    ResourceValidationPolicy("unclear", "Is unclear at first", unclear),
])
""")
    verdicts = analyze(pack, recording).verdicts
    assert [(verdict.policy, verdict.undecided, verdict.assumed) for verdict in verdicts] == [
        ("fix", False, False),
        ("unclear", True, True),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("raise ValueError('broken pack')", "ended while it started: ValueError: broken pack"),
        ("print('no port')\ntime.sleep(60)", "printed 'no port' instead of its port"),
        (
            'PolicyPack("mini", [ResourceValidationPolicy("a", "b", lambda a, r: os._exit(3))])',
            "ended while it was asked about urn:pulumi:us-east-1",
        ),
        (
            'PolicyPack("mini", [ResourceValidationPolicy("a", "b", lambda a, r: {}["key"])])',
            "failed on urn:pulumi:us-east-1.*KeyError|failed on urn:pulumi:us-east-1.*'key'",
        ),
    ],
)
def test_a_pack_that_breaks_is_one_error(write_pack: WritePack, recording: Recording, text: str, message: str) -> None:
    pack = write_pack(text)
    with pytest.raises(AnalyzerError, match=message):
        analyze(pack, recording)
    assert running(pack) == 0


def test_what_is_printed_while_a_pack_loads_is_not_in_the_way(write_pack: WritePack, recording: Recording) -> None:
    pack = write_pack('import talkative\nPolicyPack("mini", [ResourceValidationPolicy("a", "b", lambda a, r: None)])')
    (pack / "talkative.py").write_text(
        'import os, subprocess\nprint("a")\nos.write(1, b"b")\nsubprocess.run(["echo", "c"])\n'
    )
    assert analyze(pack, recording).verdicts == ()
    assert running(pack) == 0


def test_a_host_that_is_not_understood_has_no_packs(tmp_path: Path) -> None:
    host = process_module.PackHost(tmp_path, "")
    host._readers = []
    host._packs[1] = pack = process_module.PackProcess(host, 1)
    with pytest.raises(ValueError, match="Expecting value"):
        host._listen(io.StringIO('{"pack": 1, "out": "41234"}\nc\n'))
    assert pack.ended
    assert pack.port() == 41234


def test_a_pack_that_hangs_is_one_error(
    write_pack: WritePack, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_module, "START_TIMEOUT", 0.3)
    with pytest.raises(AnalyzerError, match="printed no port within 0 s"):
        analyze(write_pack("time.sleep(60)"), recording)


def test_a_policy_that_hangs_is_one_error(
    write_pack: WritePack, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack_module, "ANSWER_TIMEOUT", 1.0)
    pack = write_pack('PolicyPack("mini", [ResourceValidationPolicy("a", "b", lambda a, r: time.sleep(60))])')
    with pytest.raises(AnalyzerError, match=r"did not answer about urn:.* within 1 s"):
        analyze(pack, recording)
    assert running(pack) == 0


def test_a_folder_without_a_pack_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(AnalyzerError, match=r"PulumiPolicy\.yaml is missing"),
        FleetAnalyzer(tmp_path, [STACK], Executor()),
    ):
        pass


def test_no_pack_survives_an_exception(write_pack: WritePack) -> None:
    def interrupted() -> None:
        with FleetAnalyzer(pack, [STACK], Executor()) as analyzer:
            analyzer._started[STACK.name].port()
            assert running(pack) == 2
            raise KeyboardInterrupt

    pack = write_pack(RULES)
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert running(pack) == 0


@pytest.mark.parametrize("victim", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_no_pack_survives_its_starter_even_if_that_is_killed(write_pack: WritePack, victim: signal.Signals) -> None:
    pack = write_pack(RULES)
    starter = subprocess.Popen([sys.executable, "-c", STARTER, str(pack)], stdout=subprocess.PIPE, text=True)
    assert starter.stdout
    with starter.stdout:
        starter.stdout.readline()
        assert running(pack) == 2
        starter.send_signal(victim)
        starter.wait()
    deadline = time.monotonic() + 10
    while running(pack):
        assert time.monotonic() < deadline, "the pack is still there"
        time.sleep(0.1)


def test_no_pack_survives_its_host(write_pack: WritePack, recording: Recording) -> None:
    pack = write_pack('PolicyPack("mini", [ResourceValidationPolicy("a", "b", lambda a, r: time.sleep(60))])')
    with ThreadPoolExecutor() as executor, FleetAnalyzer(pack, [STACK], executor) as analyzer:
        judgement = analyzer.submit(STACK, Requests(recording).serialized())
        analyzer._host._process.kill()
        with pytest.raises(AnalyzerError, match="ended while it was asked about"):
            judgement.result()
    assert running(pack) == 0


def test_stacks_have_packs_of_their_own(write_pack: WritePack, recording: Recording) -> None:
    pack = write_pack("""
seen = []

def validate(args, report):
    if args.resource_type == "aws:ec2/vpc:Vpc":
        seen.append(pulumi.get_stack())
        report(" ".join(seen))

PolicyPack("mini", [ResourceValidationPolicy("a", "b", validate)])
""")
    stacks = [Stack(name=name, project="securecart") for name in ("one", "two", "three", "four")]
    requests = Requests(recording).serialized()
    with ThreadPoolExecutor() as executor, FleetAnalyzer(pack, stacks, executor) as analyzer:
        judgements = [analyzer.submit(stack, requests) for stack in stacks]
        found = [verdict.message for judgement in judgements for verdict in judgement.result().verdicts]
    assert found == ["one", "two", "three", "four"]
    assert running(pack) == 0


def test_what_is_undecided_is_asked_again_with_stand_ins(write_pack: WritePack, recording: Recording) -> None:
    pack = write_pack("""
def wrong(args, report):
    if args.resource_type == "aws:ec2/subnet:Subnet" and args.props["vpcId"].startswith("vpc-"):
        report("a vpc")

def right(args, report):
    if args.resource_type == "aws:ec2/subnet:Subnet" and not args.props["vpcId"].startswith("vpc-"):
        report("no vpc")

def together(args, report):
    for subnet in args.resources:
        if subnet.resource_type == "aws:ec2/subnet:Subnet" and subnet.props["id"] and subnet.props["arn"]:
            report(f"{subnet.props['vpcId'][:4]} {[name for name in subnet.props if name.startswith('_')]}", subnet.urn)

PolicyPack("mini", enforcement_level=EnforcementLevel.MANDATORY, policies=[
    ResourceValidationPolicy("wrong", "Is wrong", wrong), ResourceValidationPolicy("right", "Is right", right),
    StackValidationPolicy("together", "Together", together),
])
""")
    analysis = analyze(pack, recording)
    subnet = recording.plan.named("aws:ec2/subnet:Subnet", "subnet").urn
    found = {verdict.policy: verdict for verdict in analysis.verdicts}
    assert len(analysis.verdicts) == len(found) == 3
    assert (found["wrong"].urn, found["wrong"].message, found["wrong"].refuses) == (subnet, "a vpc", True)
    assert (found["together"].urn, found["together"].message, found["together"].refuses) == (subnet, "vpc- []", True)
    assert found["right"].undecided
    assert not found["right"].refuses
    assert all(verdict.assumed for verdict in found.values())


def test_all_stacks_are_judged_together_by_a_pack_of_its_own(write_pack: WritePack) -> None:
    pack = write_pack("""
def across(args, report):
    vpcs = [r for r in args.resources if r.resource_type == "aws:ec2/vpc:Vpc"]
    if len(vpcs) > 1:
        for vpc in vpcs:
            report(f"{pulumi.get_stack()} {vpc.props['cidrBlock']} {vpc.name}", vpc.urn)
        report("as a whole")

PolicyPack("mini", [StackValidationPolicy("across", "Across", across, EnforcementLevel.MANDATORY)])
""")
    stacks = [Stack(name=name, project="securecart") for name in ("us-east-1", "us-west-2")]
    everything = Stack(name="everything", project="securecart")
    requests = [Requests(run(declare, stack)).serialized() for stack in stacks]
    with ThreadPoolExecutor() as executor, FleetAnalyzer(pack, [*stacks, everything], executor) as analyzer:
        alone = [analyzer.submit(*pair).result() for pair in zip(stacks, requests, strict=True)]
        together = analyzer.submit_together(everything, requests).result()
    assert [analysis.verdicts for analysis in alone] == [(), ()]
    assert [(verdict.stack, verdict.message, verdict.refuses) for verdict in together] == [
        ("us-east-1", "everything 10.0.0.0/16 vpc", True),
        ("us-west-2", "everything 10.0.0.0/16 vpc", True),
        ("everything", "as a whole", True),
    ]
    assert running(pack) == 0
