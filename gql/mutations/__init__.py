"""The mutations: one module per noun, named like the actions they delegate to."""

import strawberry

from gql.mutations.catalogue import CatalogueMutations
from gql.mutations.documents import DocumentMutations
from gql.mutations.invoices import InvoiceMutations
from gql.mutations.masters import MasterMutations
from gql.mutations.opportunities import OpportunityMutations
from gql.mutations.orders import OrderMutations
from gql.mutations.printing import PrintingMutations
from gql.mutations.quotes import QuoteMutations
from gql.mutations.settings import SettingsMutations


@strawberry.type(
    description="What can be done. A refusal of the business is a user error of the payload;"
    " each mutation happens as a whole or not at all."
)
class Mutation(
    OpportunityMutations,
    QuoteMutations,
    OrderMutations,
    InvoiceMutations,
    DocumentMutations,
    PrintingMutations,
    MasterMutations,
    CatalogueMutations,
    SettingsMutations,
):
    """The root of all mutations."""
