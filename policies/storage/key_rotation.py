"""A key's material changes every year."""

from collections.abc import Iterator
from typing import Final

from policies.aws.types import KMS_KEY
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_ROTATABLE: Final = {
    "keyUsage": (None, "ENCRYPT_DECRYPT"),
    "customerMasterKeySpec": (None, "SYMMETRIC_DEFAULT"),
    "customKeyStoreId": (None, ""),
    "xksKeyId": (None, ""),
}
"""What the properties of a key say whose material KMS can change by itself ("Rotate AWS KMS keys")."""


@resource_rule(
    title="Keys rotate",
    what="A symmetric customer managed KMS key has automatic rotation on.",
    why=(
        "Everything that is encrypted with one key material falls with it. Rotation bounds how much that is, and costs "
        "no outage: KMS keeps the older material and the key its ARN, so nothing is encrypted anew."
    ),
    fix=(
        "Set `enable_key_rotation=True`. Asymmetric and HMAC keys and those of a custom key store cannot rotate by "
        "themselves; a replica key follows its primary."
    ),
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS Security Hub",
            "KMS.4",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-4",
        ),
        Source(
            "AWS KMS developer guide",
            "Rotate AWS KMS keys",
            "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
        ),
    ),
    types=(KMS_KEY,),
    corrections={"enableKeyRotation": True},
    passing="""
        resources:
          orders: {type: "aws:kms:Key", properties: {enableKeyRotation: true}}
          signature: {type: "aws:kms:Key", properties: {keyUsage: SIGN_VERIFY, customerMasterKeySpec: ECC_NIST_P256}}
    """,
    failing="""
        resources:
          orders: {type: "aws:kms:Key", properties: {description: orders}}
    """,
)
def key_rotation(key: Resource) -> Iterator[Verdict]:
    """Judge a key; absent, rotation is off."""
    rotates = key.flag("enableKeyRotation")
    kinds = {path: key.text(path) for path in _ROTATABLE}
    if rotates is True or any(value not in (UNKNOWN, *_ROTATABLE[path]) for path, value in kinds.items()):
        yield satisfied(key)
    elif unknown := [path for path, value in {"enableKeyRotation": rotates, **kinds}.items() if value is UNKNOWN]:
        yield undecided(key, *unknown)
    else:
        yield violated(key, f"`enableKeyRotation` is {'false' if rotates is False else 'absent, which means false'}.")
