import json

from tests.cli.conftest import Run


def test_writers_followers_edge(run: Run) -> None:
    done = run("deploy-order")
    assert done.returncode == 0
    order = done.stdout.split()
    assert order[-1] == "global"
    assert order.index("us-east-1") < order.index("us-west-2") < order.index("ap-southeast-1")
    assert len(order) == 5


def test_the_groups_are_the_order_in_parts(run: Run) -> None:
    document = json.loads(run("deploy-order", "--format", "json").stdout)
    assert document == {
        "order": run("deploy-order").stdout.split(),
        "groups": {
            "writers": ["us-east-1", "eu-central-1"],
            "followers": ["us-west-2", "ap-southeast-1"],
            "edge": ["global"],
        },
    }


def test_it_is_taken_down_the_other_way_round(run: Run) -> None:
    assert run("deploy-order", "--reverse").stdout.split() == run("deploy-order").stdout.split()[::-1]
    document = json.loads(run("deploy-order", "--reverse", "--format", "json").stdout)
    assert list(document["groups"]) == ["edge", "followers", "writers"]
    assert [stack for group in document["groups"].values() for stack in group] == document["order"]
