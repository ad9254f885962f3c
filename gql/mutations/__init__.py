"""The mutations: one module per noun, named after the domain actions they call."""

import strawberry

from gql.mutations.catalog import CatalogMutations
from gql.mutations.documents import DocumentMutations
from gql.mutations.erp import ErpMutations
from gql.mutations.erp_calls import ErpCallMutations
from gql.mutations.erp_reports import ErpReportMutations
from gql.mutations.invoices import InvoiceMutations
from gql.mutations.opportunities import OpportunityMutations
from gql.mutations.orders import OrderMutations
from gql.mutations.parties import PartyMutations
from gql.mutations.printing import PrintingMutations
from gql.mutations.quotes import QuoteMutations
from gql.mutations.settings import SettingsMutations
from gql.mutations.shipments import ShipmentMutations


@strawberry.type(
    description="All mutations. Each one takes effect completely or not at all. If a business rule"
    " refuses a mutation, the payload says so in `userErrors`."
)
class Mutation(
    OpportunityMutations,
    QuoteMutations,
    OrderMutations,
    ShipmentMutations,
    InvoiceMutations,
    ErpMutations,
    ErpCallMutations,
    ErpReportMutations,
    DocumentMutations,
    PrintingMutations,
    PartyMutations,
    CatalogMutations,
    SettingsMutations,
):
    """The root type of mutations."""
