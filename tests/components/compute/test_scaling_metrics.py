from components.compute import scaling_metrics


def test_only_the_expression_is_what_scaling_follows() -> None:
    configuration = scaling_metrics.orders("orders", "cluster", "fulfilment")

    metrics = configuration["customized_metric_specification"]["metrics"]  # type: ignore[index]
    assert [metric["id"] for metric in metrics if metric["return_data"]] == ["backlog"]  # type: ignore[index,union-attr]
