"""How Route 53 and Global Accelerator choose, on plain records: no Pulumi, no account, no network.

`route53` answers a name for a client as AWS documents it, `accelerator` picks an endpoint; both tell hop by hop which
rule they applied. `clients` says who asks, `geography` where AWS files them. docs/routing.md has the sources.
"""
