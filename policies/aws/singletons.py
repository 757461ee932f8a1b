"""What an account has exactly once, in each Region or at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from policies.aws.naming import Extent
from policies.aws.types import (
    API_GATEWAY_ACCOUNT,
    BACKUP_GLOBAL_SETTINGS,
    BACKUP_REGION_SETTINGS,
    ECR_REGISTRY_SCANNING_CONFIGURATION,
    ECR_REPLICATION_CONFIGURATION,
    SHIELD_SUBSCRIPTION,
    XRAY_ENCRYPTION_CONFIG,
    XRAY_INDEXING_RULE,
    XRAY_TRACE_SEGMENT_DESTINATION,
)


@dataclass(frozen=True, slots=True)
class Singleton:
    """How often an account has it.

    Attributes:
        extent: once in each Region, or once at all.
        paths: the properties that tell several of them apart; an account has each of these once.
    """

    extent: Extent = Extent.REGION
    paths: tuple[str, ...] = ()


_REGIONAL: Final = Singleton()
_GLOBAL: Final = Singleton(Extent.ACCOUNT)
_OF_ACCOUNT: Final = Singleton(Extent.ACCOUNT, ("accountId",))
_NAMED: Final = Singleton(paths=("name",))

SINGLETONS: Final[Mapping[str, Singleton]] = {
    API_GATEWAY_ACCOUNT: _REGIONAL,
    BACKUP_GLOBAL_SETTINGS: _GLOBAL,
    BACKUP_REGION_SETTINGS: _REGIONAL,
    ECR_REGISTRY_SCANNING_CONFIGURATION: _REGIONAL,
    ECR_REPLICATION_CONFIGURATION: _REGIONAL,
    SHIELD_SUBSCRIPTION: _GLOBAL,
    XRAY_ENCRYPTION_CONFIG: _REGIONAL,
    XRAY_INDEXING_RULE: _REGIONAL,
    XRAY_TRACE_SEGMENT_DESTINATION: _REGIONAL,
    "aws:account/alternativeContact:AlternativeContact": Singleton(
        Extent.ACCOUNT, ("accountId", "alternateContactType")
    ),
    "aws:account/primaryContact:PrimaryContact": _OF_ACCOUNT,
    "aws:account/region:Region": Singleton(Extent.ACCOUNT, ("accountId", "regionName")),
    "aws:cfg/deliveryChannel:DeliveryChannel": _REGIONAL,
    "aws:cfg/recorder:Recorder": _REGIONAL,
    "aws:detective/graph:Graph": _REGIONAL,
    "aws:ebs/defaultKmsKey:DefaultKmsKey": _REGIONAL,
    "aws:ebs/encryptionByDefault:EncryptionByDefault": _REGIONAL,
    "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess": _REGIONAL,
    "aws:ec2/allowedImagesSettings:AllowedImagesSettings": _REGIONAL,
    "aws:ec2/defaultCreditSpecification:DefaultCreditSpecification": Singleton(paths=("instanceFamily",)),
    "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess": _REGIONAL,
    "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults": _REGIONAL,
    "aws:ec2/serialConsoleAccess:SerialConsoleAccess": _REGIONAL,
    "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions": _REGIONAL,
    "aws:ecr/accountSetting:AccountSetting": _NAMED,
    "aws:ecr/registryPolicy:RegistryPolicy": _REGIONAL,
    "aws:ecs/accountSettingDefault:AccountSettingDefault": _NAMED,
    "aws:emr/blockPublicAccessConfiguration:BlockPublicAccessConfiguration": _REGIONAL,
    "aws:fms/adminAccount:AdminAccount": _GLOBAL,
    "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings": Singleton(paths=("catalogId",)),
    "aws:guardduty/detector:Detector": _REGIONAL,
    "aws:iam/accountAlias:AccountAlias": _GLOBAL,
    "aws:iam/accountPasswordPolicy:AccountPasswordPolicy": _GLOBAL,
    "aws:lakeformation/dataLakeSettings:DataLakeSettings": Singleton(paths=("catalogId",)),
    "aws:macie2/account:Account": _REGIONAL,
    "aws:rds/certificate:Certificate": _REGIONAL,
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": _OF_ACCOUNT,
    "aws:securityhub/account:Account": _REGIONAL,
    "aws:ses/activeReceiptRuleSet:ActiveReceiptRuleSet": _REGIONAL,
    "aws:sesv2/accountSuppressionAttributes:AccountSuppressionAttributes": _REGIONAL,
    "aws:sesv2/accountVdmAttributes:AccountVdmAttributes": _REGIONAL,
    "aws:shield/drtAccessRoleArnAssociation:DrtAccessRoleArnAssociation": _GLOBAL,
    "aws:shield/proactiveEngagement:ProactiveEngagement": _GLOBAL,
    "aws:sns/smsPreferences:SmsPreferences": _REGIONAL,
    "aws:ssm/defaultPatchBaseline:DefaultPatchBaseline": Singleton(paths=("operatingSystem",)),
    "aws:ssm/serviceSetting:ServiceSetting": Singleton(paths=("settingId",)),
}
"""Settings that are there whether or not anybody declares them: who declares them sets them for everybody (each
service's API reference)."""
