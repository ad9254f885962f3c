"""The questions in the GraphQL that PostGraphile's amber preset makes of the tables."""

from bench.data.load import SLUG
from db.tenants import tenant_id_of

DOCUMENTS = {
    "page": """query Page($first: Int) {
      opportunities: allOpportunities(first: $first, orderBy: [CREATED_AT_DESC, ROW_ID_DESC]) {
        nodes {
          id: rowId number name stage estimatedCloseDate
          account: accountByTenantIdAndAccountId { id: rowId name }
          owner: userByTenantIdAndOwnerId { id: rowId name }
          totalAmount currencyCode
          quotes: quotesByTenantIdAndOpportunityId(
              first: 10, orderBy: [CREATED_AT_ASC, ROW_ID_ASC]) {
            nodes {
              id: rowId number status totalAmount
              lines: quoteLinesByTenantIdAndQuoteId(orderBy: LINE_NUMBER_ASC) {
                nodes { id: rowId lineNumber quantity pricePerUnit extendedAmount }
              }
            }
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }""",
    "one": """query One($id: UUID!) {
      opportunity: opportunityByTenantIdAndRowId(tenantId: TENANT, rowId: $id) {
        id: rowId number name stage
        account: accountByTenantIdAndAccountId { id: rowId name email }
      }
    }""".replace("TENANT", f'"{tenant_id_of(SLUG)}"'),
}
