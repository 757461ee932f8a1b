"""The settings of the fleet: one typed, frozen model for the program, the previews and every command.

`load_project` reads Pulumi.yaml and the stack files, once and for all of them; nothing else parses them.
"""

from securecart.settings.edge import EdgeSettings
from securecart.settings.errors import SettingsError
from securecart.settings.fleet import Fleet
from securecart.settings.geography import Residency
from securecart.settings.load import Project, StackConfig, load_project
from securecart.settings.region import RegionSettings, Singleton

__all__ = [
    "EdgeSettings",
    "Fleet",
    "Project",
    "RegionSettings",
    "Residency",
    "SettingsError",
    "Singleton",
    "StackConfig",
    "load_project",
]
