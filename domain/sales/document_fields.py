"""The names of the fields that all documents have, grouped by purpose."""

# Changes of these fields compute the totals again; all others leave the amounts alone (I-25).
SUMMED = frozenset(
    {
        "discount_percentage",
        "discount_amount",
        "freight_amount",
        "estimated_value",
        "is_revenue_system_calculated",
        "budget_amount",
        "currency",
    }
)

TOTALS = (
    "detail_amount",
    "line_discount_amount",
    "total_discount_amount",
    "pre_freight_amount",
    "total_tax",
    "total_amount",
)

AMOUNTS = ("discount_amount", "freight_amount", *TOTALS)

IN_BASE = tuple(f"{name}_in_base" for name in AMOUNTS)
