"""The life cycle of a product: draft, active, under revision, retired (2.6)."""

from enum import StrEnum

from domain.core.action import Action
from domain.core.errors import Refused
from domain.core.lifecycle import Fact, Lifecycle, State, Transition, moves_from, stays_in


class ProductStatus(StrEnum):
    """The status of a product."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    UNDER_REVISION = "UNDER_REVISION"
    RETIRED = "RETIRED"


class ProductFamilyNotActive(Refused):
    """A family must be published before its products (2.6, Dynamics 0x8004f909)."""

    rule = "The product belongs to a family that is not active. Publish the family first."
    message = "{record} is `{status}`. {rule}"


class ProductNotPublishable(Refused):
    """Only drafts and products under revision can be published."""

    rule = "Only a draft or a product under revision can be published."
    message = "{record} is `{status}`. {rule}"


class ProductNotRevisable(Refused):
    """Only an active product can be revised (Dynamics 0x8004f913)."""

    rule = "Only an active product can be revised. A draft can be changed directly."
    message = "{record} is `{status}`. {rule}"


class ProductNotUnderRevision(Refused):
    """Only a product under revision can be reverted."""

    rule = "Only a product under revision can be reverted."
    message = "{record} is `{status}`. {rule}"


class ProductNotRetirable(Refused):
    """Only an active product can be retired (Dynamics 0x8004f978)."""

    rule = "Only an active product can be retired."
    message = "{record} is `{status}`. {rule}"


class ProductOffered(Refused):
    """A product that is still offered cannot be retired (Dynamics 0x8004f997)."""

    rule = "The product is in an active bundle or on an active price list. Remove it there first."
    message = "{record} cannot be retired. {rule}"


class ProductNotActivatable(Refused):
    """Only a retired product without a family can be activated; no family, no bundle (2.6)."""

    rule = "Only a retired product that has no family and is not a bundle can be activated again."


class ProductInUse(Refused):
    """Only a draft that nothing refers to can be deleted."""

    rule = "Only a draft product that nothing refers to can be deleted. Retire it instead."


class BundleReadOnly(Refused):
    """The items of a bundle can change only while it is a draft (1.10, Dynamics 0x80061010)."""

    rule = "The items of a bundle can be changed only while the bundle is a draft."


# Products have no status reasons, but a state is a pair: the status stands for its reason.
_DRAFT = State(ProductStatus.DRAFT, ProductStatus.DRAFT)

_ACTIVE = State(ProductStatus.ACTIVE, ProductStatus.ACTIVE)

_UNDER_REVISION = State(ProductStatus.UNDER_REVISION, ProductStatus.UNDER_REVISION)

_RETIRED = State(ProductStatus.RETIRED, ProductStatus.RETIRED)

LIFECYCLE = Lifecycle(
    _DRAFT,
    Transition(
        Action.PUBLISH_PRODUCT,
        moves_from([_DRAFT, _UNDER_REVISION], _ACTIVE),
        ProductNotPublishable,
        forbids={Fact.FAMILY_IS_NOT_ACTIVE: ProductFamilyNotActive},
        settled=frozenset({_ACTIVE}),
    ),
    Transition(Action.REVISE_PRODUCT, moves_from([_ACTIVE], _UNDER_REVISION), ProductNotRevisable),
    Transition(
        Action.REVERT_PRODUCT, moves_from([_UNDER_REVISION], _ACTIVE), ProductNotUnderRevision
    ),
    Transition(
        Action.RETIRE_PRODUCT,
        moves_from([_ACTIVE], _RETIRED),
        ProductNotRetirable,
        forbids={Fact.IS_OFFERED: ProductOffered},
    ),
    Transition(
        Action.ACTIVATE_PRODUCT,
        moves_from([_RETIRED], _ACTIVE),
        ProductNotActivatable,
        requires={Fact.STANDS_ALONE: ProductNotActivatable},
    ),
    Transition(
        Action.DELETE_PRODUCT,
        stays_in(_DRAFT),
        ProductInUse,
        forbids={Fact.IS_USED: ProductInUse},
    ),
    Transition(Action.EDIT_BUNDLE, stays_in(_DRAFT), BundleReadOnly),
)

# Under revision, a product is sold with its published values (I-60).
SELLABLE = frozenset({ProductStatus.ACTIVE, ProductStatus.UNDER_REVISION})
