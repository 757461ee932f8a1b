from components.compute.image_lifecycle import image_lifecycle_policy


def test_only_old_releases_and_failed_pushes_go() -> None:
    untagged, tagged = image_lifecycle_policy()["rules"]

    assert untagged["selection"] == {
        "tagStatus": "untagged",
        "countType": "sinceImagePushed",
        "countUnit": "days",
        "countNumber": 14,
    }
    assert tagged["selection"]["countType"] == "imageCountMoreThan"
    assert tagged["selection"]["countNumber"] == 500
