"""What the operator decides: environment variables, checked all at once, then an argument.

`declared` has the settings with their defaults and meanings, `checks` says what each text may be,
`reading` takes them from an environment, `secret_file` keeps the secret that signs tokens.
"""

from gql.settings.declared import Settings
from gql.settings.reading import BadSetting, read_settings

__all__ = ["BadSetting", "Settings", "read_settings"]
