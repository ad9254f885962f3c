"""The questions in the GraphQL that PostGraphile's amber preset generates from the tables."""

from typing import Any

from bench.data.load import SLUG
from bench.questions import STAGES
from db.tenant_ids import tenant_id_of

Json = dict[str, Any]
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
    "detail": """query Detail($id: UUID!) {
      opportunity: opportunityByTenantIdAndRowId(tenantId: TENANT, rowId: $id) {
        id: rowId number name description status statusReason stage probability currencyCode
        estimatedCloseDate createdAt updatedAt totalAmount estimatedValue detailAmount totalTax
        account: accountByTenantIdAndAccountId { id: rowId name email phone }
        owner: userByTenantIdAndOwnerId { id: rowId name email }
        quotes: quotesByTenantIdAndOpportunityId(
            first: 10, orderBy: [CREATED_AT_ASC, ROW_ID_ASC]) {
          nodes { id: rowId number revision status totalAmount expiresOn }
        }
        orders: ordersByTenantIdAndOpportunityId(
            first: 10, orderBy: [CREATED_AT_ASC, ROW_ID_ASC]) {
          nodes { id: rowId number status totalAmount createdAt }
        }
      }
    }""".replace("TENANT", f'"{tenant_id_of(SLUG)}"'),
    "tree": """query Tree($first: Int) {
      accounts: allAccounts(first: $first, orderBy: [CREATED_AT_DESC, ROW_ID_DESC]) {
        nodes {
          id: rowId name
          opportunities: opportunitiesByTenantIdAndAccountId(
              first: 5, orderBy: [CREATED_AT_DESC, ROW_ID_DESC]) {
            nodes {
              id: rowId name stage
              quotes: quotesByTenantIdAndOpportunityId(
                  first: 3, orderBy: [CREATED_AT_ASC, ROW_ID_ASC]) {
                nodes { number status }
              }
            }
          }
        }
      }
    }""",
    "groups": """query Groups {
      all: allOpportunities(condition: {status: "OPEN"}) {
        groups: groupedAggregates(groupBy: STAGE) {
          keys sum { totalAmountInBase } max { totalAmountInBase }
        }
      }
    }""",
}


def _groups(data: Json) -> Json:
    groups = data["all"]["groups"]
    by_stage = {group["keys"][0]: group for group in groups}
    return {
        "opportunityGroups": [
            {
                "keys": {"stage": stage},
                "inBaseCurrency": {
                    "sum": {"totalAmount": by_stage[stage]["sum"]["totalAmountInBase"]},
                    "maximum": {"totalAmount": by_stage[stage]["max"]["totalAmountInBase"]},
                },
            }
            for stage in STAGES
            if stage in by_stage
        ]
    }


# Converts answers that aliases alone cannot bring into salesgraph's form.
RESHAPED = {"groups": _groups}
