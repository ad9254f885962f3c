"""`availableActions`: SQL generated from the life cycle that mutations obey (decision 5).

For each document, the first rule that forbids each action is found once, no matter how many
aliases select the actions. The SQL is generated once per table.
"""

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Table

from db import tables
from db.planner.fields.lifecycle_facts import FACTS
from db.planner.json_objects import to_object
from db.planner.json_sql import an_array
from db.planner.plan import PlanBuilder
from db.planner.selection import Row, SelectedField, beside
from db.scope import tenant_rows
from db.sql.expressions import ONE, Expression, and_, case, constant, not_
from db.sql.functions import array
from db.sql.rows import Template
from db.sql.selects import Select
from db.sql.sql_types import GUID, TEXTS
from domain.core.errors import Refused
from domain.core.lifecycle import Fact, Lifecycle, State, Transition

CODE, RULE = 1, 2  # items of a refusal's array, counted from 1


class Actions:
    """The actions of a life cycle that are offered to users, in the order of its table."""

    parts: ClassVar = 40

    def __init__(self, lifecycle: Lifecycle, table: Table) -> None:
        self.lifecycle, self.table = lifecycle, table
        self._offered = [
            transition for transition in lifecycle.by_action.values() if transition.offered
        ]
        self._refusals = Template(table, self._select_refusals)

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """An array with one object per action: whether it is allowed, and if not, why."""
        refusals = beside(row, "refusals", self._refusals)
        offers = [
            _Offer(transition, _for_caller(builder, transition, refusals))
            for transition in self._offered
        ]
        return an_array([to_object(builder, selected.selection, offer) for offer in offers])

    def _select_refusals(self, row: Row) -> Select:
        """The refusal of each action: an array of code and rule; null if the action is allowed."""
        # Every action compares the state, so it is put together once in a lateral row.
        state = row["status"] + constant("/") + row["status_reason"]
        life = Select(state.label("state")).as_computed("life")
        return Select(
            *(
                _refusal(transition, self.table, row, life).label(_column(transition))
                for transition in self._offered
            )
        ).of(life)


@dataclass(frozen=True, slots=True)
class _Offer:
    """An action as a row with the columns of its object."""

    transition: Transition
    refusal: Expression

    def __getitem__(self, name: str) -> Expression:
        if name == "action":
            return constant(self.transition.action.value)
        if name == "allowed":
            return self.refusal.is_null()
        return self.refusal.item(RULE if name == "reason" else CODE)


def _for_caller(builder: PlanBuilder, transition: Transition, refusals: Row) -> Expression:
    """The refusal, unless the caller may do what the ERP forbids to others (S-2)."""
    refusal = refusals[_column(transition)]
    locked = transition.forbids.get(Fact.LOCKED_BY_ERP)
    if locked is None:
        return refusal
    user = tenant_rows(tables.users, builder.name())
    caller = builder.ask(lambda request: request.user_id, GUID)
    is_program = user.select(ONE).where((user.c.id == caller) & user.c.is_integration).exists()
    is_locked = refusal.item(CODE) == constant(locked.code)
    return case((not_(is_locked & is_program), refusal))


def _column(transition: Transition) -> str:
    return transition.action.value.lower()


def _refusal(transition: Transition, table: Table, row: Row, life: Row) -> Expression:
    """The first rule that forbids the action, in the order of `Transition.refusal`."""
    unfit = not_(life["state"].in_([constant(_word(source)) for source in transition.moves]))
    branches: list[tuple[Expression, type[Refused]]] = [
        (FACTS[fact](table, row), error) for fact, error in transition.bars.items()
    ]
    for status, error in transition.refusals.items():
        branches.append((unfit & (row["status"] == constant(status.value)), error))
    branches.append((unfit, transition.otherwise))
    branches += [
        (not_(FACTS[fact](table, row)), error) for fact, error in transition.requires.items()
    ]
    branches += [(FACTS[fact](table, row), error) for fact, error in transition.forbids.items()]
    return case(*((when, _refusal_json(error)) for when, error in branches))


def is_allowed(transition: Transition, table: Table, row: Row) -> Expression:
    """The condition that no rule forbids the action."""
    state = row["status"] + constant("/") + row["status_reason"]
    return and_(
        state.in_([constant(_word(source)) for source in transition.moves]),
        *(not_(FACTS[fact](table, row)) for fact in transition.bars),
        *(FACTS[fact](table, row) for fact in transition.requires),
        *(not_(FACTS[fact](table, row)) for fact in transition.forbids),
    )


def _refusal_json(error: type[Refused]) -> Expression:
    return array([constant(error.code), constant(error.rule)], TEXTS)


def _word(state: State) -> str:
    return f"{state.status.value}/{state.reason.value}"
