"""The Region's image registry."""

import json

import pulumi
from pulumi_aws import ecr

from components.compute.image_lifecycle import image_lifecycle_policy
from securecart.settings.names import PROJECT


class ImageRegistry(pulumi.ComponentResource):
    """The settings of the Region's registry, of which an account has exactly one.

    Images are scanned as long as they are kept, not only when they are pushed: a release runs for weeks, and what is
    found out meanwhile matters. The repositories that replication makes here follow a template, because otherwise they
    would have mutable tags and no lifecycle ("Templates to control repositories created during replication"). A
    template changes no repository that exists: it has to be there before the first image arrives.
    """

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:compute:ImageRegistry", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        ecr.RegistryScanningConfiguration(
            name,
            scan_type="ENHANCED",
            rules=[
                {
                    "scan_frequency": "CONTINUOUS_SCAN",
                    "repository_filters": [{"filter": f"{PROJECT}/*", "filter_type": "WILDCARD"}],
                }
            ],
            opts=child,
        )
        ecr.RepositoryCreationTemplate(
            name,
            prefix=PROJECT,
            description="Repositories that replication makes",
            applied_fors=["REPLICATION"],
            image_tag_mutability="IMMUTABLE",
            # A key of the account's own would need a role that ECR makes repositories with.
            encryption_configurations=[{"encryption_type": "AES256"}],
            lifecycle_policy=json.dumps(image_lifecycle_policy()),
            opts=child,
        )
        self.register_outputs({})
