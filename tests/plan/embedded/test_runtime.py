"""Programs run as stacks, one after the other, and nothing of one is left for the next."""

import asyncio
from pathlib import Path

import pulumi
import pulumi_aws as aws
import pulumi_random
import pytest
from pulumi_aws import rds

from securecart.plan import tokens
from securecart.plan.embedded.runtime import run, run_program
from securecart.plan.errors import ProgramError
from securecart.plan.stack import Stack


def stack(name: str, **config: str) -> Stack:
    return Stack(name=name, project="shop", config={f"shop:{key}": value for key, value in config.items()})


def test_config_project_stack_and_dry_run() -> None:
    seen: list[object] = []

    def program() -> None:
        config = pulumi.Config()
        seen.append((pulumi.get_project(), pulumi.get_stack(), pulumi.get_organization(), config.require("size")))
        assert pulumi.runtime.is_dry_run()
        pulumi.export("key", config.require_secret("key"))

    recording = run(
        program,
        Stack(
            name="one",
            project="shop",
            config={"shop:size": "3", "shop:key": "hush"},
            secret_keys=frozenset({"shop:key"}),
        ),
    )
    assert seen == [("shop", "one", "organization", "3")]
    assert recording.plan.outputs == {"key": tokens.SECRET}
    assert recording.exports.values == {"key": "hush"}


def test_stack_references_get_what_earlier_stacks_export() -> None:
    def first() -> None:
        pulumi.export("pet", pulumi_random.RandomPet("pet").id)
        pulumi.export("key", pulumi.Output.secret("hush"))

    seen: list[object] = []

    def second() -> None:
        other = pulumi.StackReference("organization/shop/one")
        other.require_output("pet").apply(seen.append)
        pulumi_random.RandomString("user", length=4, keepers={"of": other.require_output("pet")})
        pulumi.export("again", other.require_output("key"))
        pulumi.export("none", other.get_output("nothing"))

    one = run(first, stack("one"))
    two = run(second, stack("two"), {"one": one.exports})
    pet = one.plan.managed[0]
    assert seen == [pet.id]
    assert two.plan.references == ("one",)
    assert two.plan.secret_outputs == {"again"}
    assert two.plan.outputs["again"] == tokens.SECRET
    assert two.plan.managed[0].inputs["keepers"] == {"of": pet.id}
    assert two.plan.named("pulumi:pulumi:StackReference", "organization/shop/one").external


def test_what_is_unknown_when_it_is_exported_is_known_by_a_placeholder_when_it_is_read() -> None:
    def first() -> None:
        provider = aws.Provider("aws", region="eu-west-1")
        database = rds.Instance("db", instance_class="x", opts=pulumi.ResourceOptions(provider=provider))
        pulumi.export("facts", {"multiAz": database.multi_az, "plain": 1})

    seen: list[object] = []
    one = run(first, stack("one"))
    run(
        lambda: pulumi.StackReference("a/b/one").require_output("facts").apply(seen.append),
        stack("two"),
        {"one": one.exports},
    )
    assert one.plan.outputs["facts"]["multiAz"] == tokens.UNKNOWN
    (facts,) = seen
    assert isinstance(facts, dict)
    assert tokens.is_unknown(facts["multiAz"])
    assert facts["multiAz"] != tokens.UNKNOWN


def test_nothing_leaks_from_one_stack_into_the_next() -> None:
    run(lambda: pulumi.export("left", "over"), stack("one", size="1"))
    seen: list[object] = []
    recording = run(lambda: seen.append(pulumi.Config().get("size")), stack("two"))
    assert recording.plan.outputs == {}
    assert seen == [None]
    assert recording.plan.resources == ()


def test_a_failed_stack_leaves_nothing_either() -> None:
    def broken() -> None:
        pulumi.export("left", "over")
        pulumi_random.RandomPet("pet").id.apply(lambda _: 1 // 0)

    with pytest.raises(ProgramError, match="ZeroDivisionError"):
        run(broken, stack("one"))
    assert run(lambda: pulumi_random.RandomPet("pet"), stack("one")).plan.outputs == {}


def test_asynchronous_entrypoints_run() -> None:
    async def program() -> dict[str, str]:
        await asyncio.sleep(0)
        return {"answer": "42"}

    assert run(lambda: pulumi.run(program), stack("one")).plan.outputs == {"answer": "42"}


def test_same_plan_every_time() -> None:
    def program() -> None:
        pets = [pulumi_random.RandomPet(f"pet-{index}") for index in range(5)]
        pulumi_random.RandomString("all", length=4, keepers={str(i): pet.id for i, pet in enumerate(pets)})

    assert run(program, stack("one")).plan == run(program, stack("one")).plan


def test_programs_run_from_their_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "part_of_the_program.py").write_text("NAME = 'pet'\n")
    (tmp_path / "__main__.py").write_text(
        "from pathlib import Path\nimport pulumi\nimport pulumi_random\nfrom part_of_the_program import NAME\n"
        "print('hello')\npulumi.export('cwd', str(Path.cwd()))\npulumi_random.RandomPet(NAME)\n"
    )
    before = Path.cwd()
    recording = run_program(tmp_path, stack("one"), {})
    assert recording.plan.outputs == {"cwd": str(tmp_path)}
    assert recording.plan.managed[0].source == "__main__.py:7"
    assert Path.cwd() == before
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "hello\n")


def test_errors_of_a_program_name_its_line(tmp_path: Path) -> None:
    (tmp_path / "__main__.py").write_text("def fail():\n    raise ValueError('no good')\n\nfail()\n")
    with pytest.raises(ProgramError, match=r"one: ValueError: no good \(__main__.py:2\)"):
        run_program(tmp_path, stack("one"), {})
    (tmp_path / "__main__.py").write_text("def fail(:\n")
    with pytest.raises(ProgramError, match=r"^one: SyntaxError: invalid syntax \(__main__.py:1\)$"):
        run_program(tmp_path, stack("one"), {})
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "network.py").write_text("VPC = 1\n\ndef fail(:\n")
    (tmp_path / "__main__.py").write_text("import parts.network\n")
    with pytest.raises(ProgramError, match=r"^one: SyntaxError: invalid syntax \(parts/network.py:3\)$"):
        run_program(tmp_path, stack("one"), {})


def test_modules_of_the_program_know_nothing_of_the_stack_before(tmp_path: Path) -> None:
    (tmp_path / "providers.py").write_text(
        "import functools\nimport pulumi\nimport pulumi_aws as aws\n\n"
        "@functools.cache\ndef provider():\n"
        "    return aws.Provider('aws', region=pulumi.Config('aws').require('region'))\n"
    )
    (tmp_path / "__main__.py").write_text(
        "import pulumi\nimport providers\nfrom pulumi_aws import ec2\n\n"
        "ec2.Vpc('vpc', cidr_block='10.0.0.0/16', opts=pulumi.ResourceOptions(provider=providers.provider()))\n"
    )
    for name, region in (("one", "us-east-1"), ("two", "eu-west-1"), ("one", "us-east-1")):
        recorded = run_program(tmp_path, Stack(name=name, project="shop", config={"aws:region": region}), {}).plan
        (vpc,) = (each for each in recorded.resources if each.type == "aws:ec2/vpc:Vpc")
        (provider,) = (each for each in recorded.resources if each.is_provider)
        assert (vpc.provider, vpc.region) == (provider.urn, region)


def test_outputs_find_the_modules_of_their_own_run(tmp_path: Path) -> None:
    (tmp_path / "later.py").write_text("SIZE = 3\n")
    (tmp_path / "__main__.py").write_text(
        "import pulumi\nimport pulumi_random\nimport later\n\n"
        "def size(_):\n    import later as again\n    assert again is later\n    return again.SIZE\n\n"
        "pulumi.export('size', pulumi_random.RandomPet('pet').id.apply(size))\n"
    )
    for name in ("one", "two"):
        assert run_program(tmp_path, stack(name), {}).plan.outputs == {"size": 3}
