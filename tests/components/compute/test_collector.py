import json

from components.compute.collector import collector_config, collector_container


def test_every_part_of_a_pipeline_is_configured() -> None:
    config = collector_config("eu-central-1")

    for pipeline in config["service"]["pipelines"].values():
        for kind, names in pipeline.items():
            assert set(names) <= set(config[kind])
    assert set(config["service"]["extensions"]) == set(config["extensions"])


def test_traces_stay_in_the_region_and_the_memory_limit_comes_first() -> None:
    config = collector_config("eu-central-1")

    assert config["exporters"]["awsxray"]["region"] == "eu-central-1"
    assert config["extensions"]["awsproxy"]["region"] == "eu-central-1"
    assert config["service"]["pipelines"]["traces"]["processors"][0] == "memory_limiter"


def test_listens_on_loopback_only() -> None:
    text = json.dumps(collector_config("us-east-1"))

    assert "0.0.0.0" not in text  # noqa: S104
    assert text.count("127.0.0.1:") == 3


def test_a_collector_that_fails_does_not_take_the_task_with_it() -> None:
    container = collector_container("image", "us-east-1", {"logDriver": "awslogs"})

    assert container["essential"] is False
    assert container["restartPolicy"]["enabled"] is True
    assert container["readonlyRootFilesystem"] is True
    assert not container["user"].startswith(("0", "root"))
    (variable,) = container["environment"]
    assert variable["name"] == "AOT_CONFIG_CONTENT"
    assert json.loads(variable["value"]) == collector_config("us-east-1")
