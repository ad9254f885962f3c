"""What can be done with a document, as SQL made from the life cycle that its verbs obey."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Table, and_, case, literal_column, not_

from db.reads.draft import Draft
from db.reads.facts import FACTS, text
from db.reads.objects import to_object
from db.reads.selection import Chosen, Row
from db.reads.written import an_array
from domain.errors import Refused
from domain.lifecycle import Lifecycle, State, Step

Expression = ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Actions:
    """The steps of a life cycle that a user may choose, in the table's order."""

    parts: ClassVar = 100

    lifecycle: Lifecycle
    table: Table

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> Expression:
        """One object for each step: whether it is allowed, and if not, why."""
        steps = (step for step in self.lifecycle.steps.values() if step.offered)
        offers = [to_object(draft, chosen.shape, _Offer(step, self.table, row)) for step in steps]
        return an_array(offers)


class _Offer:
    """One step as if it were a row; what nobody chose of it is not made."""

    def __init__(self, step: Step, table: Table, row: Row) -> None:
        self.step, self.table, self.row = step, table, row

    def __getitem__(self, name: str) -> Expression:
        if name == "action":
            return text(self.step.action.value)
        if name == "allowed":
            return self._refused(lambda _: literal_column("false"), "true")
        if name == "reason":
            return self._refused(lambda error: text(error.rule))
        return self._refused(lambda error: text(error.code))

    def _refused(self, say: Any, otherwise: str = "null::text") -> Expression:
        return _refused(self.step, self.table, self.row, say, otherwise)


def _refused(
    step: Step, table: Table, row: Row, say: Any, otherwise: str = "null::text"
) -> Expression:
    """What to say of the first rule that forbids the step, as `Step.refusal` finds it."""
    branches: list[tuple[Expression, type[Refused]]] = []
    for status, error in step.refusals.items():
        unfit = and_(not_(_in_states(step, row)), row["status"] == text(status.value))
        branches.append((unfit, error))
    branches.append((not_(_in_states(step, row)), step.otherwise))
    branches += [(not_(FACTS[fact](table, row)), error) for fact, error in step.requires.items()]
    branches += [(FACTS[fact](table, row), error) for fact, error in step.forbids.items()]
    return case(*((when, say(error)) for when, error in branches), else_=literal_column(otherwise))


def _in_states(step: Step, row: Row) -> Expression:
    state = row["status"] + text("/") + row["status_reason"]
    return state.in_([text(_word(source)) for source in step.moves])


def _word(state: State) -> str:
    return f"{state.status.value}/{state.reason.value}"
