"""The types that clients see; each module refers to those on its left only.

enums < filters < listings < interfaces < parties < catalogue < lines < revisions < documents
< sales
"""

import gql.types.enums  # noqa: F401 - enums are described before any type refers to them
