"""The operator's settings: environment variables, validated together, passed as an argument.

`declared` has the settings with their defaults and descriptions, `checks` validates values,
`reading` reads them from an environment, `secret_file` keeps the secret that signs tokens.
"""

from gql.settings.definitions import Settings
from gql.settings.environment import BadSetting, read_settings

__all__ = ["BadSetting", "Settings", "read_settings"]
