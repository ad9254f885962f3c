"""The types that clients see; each module refers to those on its left only.

enums < listings < interfaces < letterheads < parties < mailings < catalogue < prices
< lines < revisions < documents < sales < filters
"""

import gql.types.catalogue_enums
import gql.types.enums  # noqa: F401 - enums are described before any type refers to them
