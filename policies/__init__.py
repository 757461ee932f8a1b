"""The policy pack: one rule a file, grouped by concern.

`framework` holds what all rules share; `catalogue` finds the rules. A rule's module needs neither Pulumi nor its policy
SDK to be imported, so that the rules can be listed and explained at no cost.
"""
