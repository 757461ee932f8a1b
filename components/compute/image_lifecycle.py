"""How long a repository keeps its images."""

from typing import Any, Final

UNTAGGED_DAYS: Final = 14
"""How long an image without a tag is kept, in days: tags are immutable, so it is a push that failed half-way."""
TAGGED_IMAGES: Final = 500
"""How many tagged images are kept: far beyond any release that still runs, whose tasks could no longer start."""


def image_lifecycle_policy() -> dict[str, Any]:
    """The lifecycle policy of every repository ("Lifecycle policy properties in Amazon ECR")."""
    return {
        "rules": [
            {
                "rulePriority": 1,
                "description": "Pushes that failed half-way",
                "selection": {
                    "tagStatus": "untagged",
                    "countType": "sinceImagePushed",
                    "countUnit": "days",
                    "countNumber": UNTAGGED_DAYS,
                },
                "action": {"type": "expire"},
            },
            {
                "rulePriority": 2,
                "description": "Releases of long ago",
                "selection": {
                    "tagStatus": "tagged",
                    "tagPatternList": ["*"],
                    "countType": "imageCountMoreThan",
                    "countNumber": TAGGED_IMAGES,
                },
                "action": {"type": "expire"},
            },
        ]
    }
