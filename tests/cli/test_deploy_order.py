from tests.cli.conftest import Run


def test_writers_followers_edge(run: Run) -> None:
    done = run("deploy-order")
    assert done.returncode == 0
    order = done.stdout.split()
    assert order[-1] == "global"
    assert order.index("us-east-1") < order.index("us-west-2") < order.index("ap-southeast-1")
    assert len(order) == 5
