"""The types of the schema. Each module refers only to those before it in this order.

enums < pages < interfaces < letterheads < parties < mailings < units < catalog
< prices < lines < revisions < documents < delivered < sales < filters, sorts
"""

import gql.types.catalog_enums
import gql.types.enums
import gql.types.erp_enums
import gql.types.pricing_enums  # noqa: F401 - enums are described before types refer to them
