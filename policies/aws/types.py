"""The type tokens that rules speak of."""

from typing import Final

CLOUDFRONT_DISTRIBUTIONS: Final = (
    "aws:cloudfront/distribution:Distribution",
    "aws:cloudfront/multitenantDistribution:MultitenantDistribution",
)
HEALTH_CHECK: Final = "aws:route53/healthCheck:HealthCheck"
LOAD_BALANCERS: Final = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")
RDS_INSTANCE: Final = "aws:rds/instance:Instance"
RECORD: Final = "aws:route53/record:Record"
TARGET_GROUPS: Final = ("aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup")
WEB_ACL: Final = "aws:wafv2/webAcl:WebAcl"
WEB_ACL_ASSOCIATION: Final = "aws:wafv2/webAclAssociation:WebAclAssociation"
"""`aws:alb/...` are the older names of what `aws:lb/...` makes."""
