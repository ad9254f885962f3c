"""A life cycle as a table: the states each action leads from and to, and the errors that refuse it.

The methods of a record and availableActions read the same table, so they cannot disagree.
A state is a status together with a status reason.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from domain.core.action import Action
from domain.core.errors import InvalidState, Refused


class State(NamedTuple):
    """A status and one of its reasons."""

    status: StrEnum
    reason: StrEnum


class Fact(StrEnum):
    """A condition of a transition besides the state. Mutations compute it here, queries in SQL."""

    ERP_IS_CONNECTED = "ERP_IS_CONNECTED"
    FAMILY_IS_NOT_ACTIVE = "FAMILY_IS_NOT_ACTIVE"
    FROM_ORDER = "FROM_ORDER"
    FROM_QUOTE = "FROM_QUOTE"
    HAS_DOCUMENTS = "HAS_DOCUMENTS"
    HAS_INVOICES = "HAS_INVOICES"
    HAS_LINES = "HAS_LINES"
    HAS_LIVE_REVISION = "HAS_LIVE_REVISION"
    HAS_OPEN_QUOTES = "HAS_OPEN_QUOTES"
    HAS_PRICING_ERRORS = "HAS_PRICING_ERRORS"
    HAS_SHIPMENTS = "HAS_SHIPMENTS"
    IS_DELIVERED = "IS_DELIVERED"
    IS_OFFERED = "IS_OFFERED"
    IS_USED = "IS_USED"
    LOCKED_BY_ERP = "LOCKED_BY_ERP"
    OPPORTUNITY_IS_LOST = "OPPORTUNITY_IS_LOST"
    OWNED_BY_ERP = "OWNED_BY_ERP"
    PRICES_ARE_LOCKED = "PRICES_ARE_LOCKED"
    STANDS_ALONE = "STANDS_ALONE"
    WAS_SUBMITTED = "WAS_SUBMITTED"


Facts = Mapping[Fact, bool]


class Stateful:
    """A record with a life cycle. Only `Lifecycle.move` writes its state."""

    __slots__ = ()

    status: StrEnum
    status_reason: StrEnum

    @property
    def state(self) -> State:
        """The status and its reason."""
        return State(self.status, self.status_reason)

    def enter(self, state: State) -> None:
        """Set the state. Only `Lifecycle.move` calls this."""
        raise NotImplementedError

    @property
    def label(self) -> str:
        """The name of the record in error messages, for example "Quote QUO-01001"."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Transition:
    """A row of the table: an action, the moves it allows, and the errors that refuse all others.

    `moves` maps each source state to its possible targets, the default first. `refusals` has the
    errors of particular statuses, `otherwise` the error of all others. `requires` and `forbids`
    name facts; those in `bars` refuse the action in every state. In a `settled` state the action
    succeeds without a change. A transition that is not `offered` happens when another record
    changes, and users cannot choose it.
    """

    action: Action
    moves: Mapping[State, tuple[State, ...]]
    otherwise: type[Refused]
    _: KW_ONLY
    bars: Mapping[Fact, type[Refused]] = field(default_factory=dict)
    refusals: Mapping[StrEnum, type[Refused]] = field(default_factory=dict)
    requires: Mapping[Fact, type[Refused]] = field(default_factory=dict)
    forbids: Mapping[Fact, type[Refused]] = field(default_factory=dict)
    settled: frozenset[State] = frozenset()
    offered: bool = True

    def refusal(self, state: State, facts: Facts) -> type[Refused] | None:
        """Return the first rule that forbids the action in this state; None if it is allowed."""
        for fact, error in self.bars.items():
            if facts[fact]:
                return error
        if state not in self.moves:
            return self.refusals.get(state.status, self.otherwise)
        for fact, error in self.requires.items():
            if not facts[fact]:
                return error
        for fact, error in self.forbids.items():
            if facts[fact]:
                return error
        return None


def stays_in(*states: State) -> dict[State, tuple[State, ...]]:
    """Return the moves of an action that is allowed in these states and keeps the state."""
    return {state: (state,) for state in states}


def moves_from(sources: Iterable[State], *targets: State) -> dict[State, tuple[State, ...]]:
    """Return the moves of an action that leads from each source to any of the targets."""
    return dict.fromkeys(sources, targets)


class Lifecycle:
    """The life cycle of one kind of record."""

    def __init__(self, initial: State, *transitions: Transition) -> None:
        self.initial = initial
        self.by_action: dict[Action, Transition] = {one.action: one for one in transitions}

    def states(self) -> set[State]:
        """Return every state that can be reached."""
        return {self.initial}.union(target for _, _, target in self.moves())

    def moves(self) -> Iterator[tuple[State, Action, State]]:
        """Yield every move, as the diagrams show it."""
        for transition in self.by_action.values():
            for source, targets in transition.moves.items():
                for target in targets:
                    yield source, transition.action, target

    def check(
        self, action: Action, subject: Stateful, facts: Facts | None = None, **words: Any
    ) -> None:
        """Raise the refusal if the subject's state or the facts forbid the action.

        `words` fill further placeholders of error messages.
        """
        refusal = self.by_action[action].refusal(subject.state, facts or {})
        if refusal is not None:
            raise refusal(record=subject.label, status=subject.status.value, **words)

    def is_settled(self, action: Action, subject: Stateful) -> bool:
        """Return whether the action would change nothing."""
        return subject.state in self.by_action[action].settled

    def move(
        self,
        action: Action,
        subject: Stateful,
        to: StrEnum | None = None,
        facts: Facts | None = None,
        **words: Any,
    ) -> None:
        """Check the action, then move the subject to its target; `to` is its status reason."""
        self.check(action, subject, facts, **words)
        targets = self.by_action[action].moves[subject.state]
        subject.enter(_choose_target(subject, targets, to))


def _choose_target(subject: Stateful, targets: tuple[State, ...], reason: StrEnum | None) -> State:
    if reason is None:
        return targets[0]
    for target in targets:
        if target.reason is reason:
            return target
    raise InvalidState(
        record=subject.label,
        status=subject.status.value,
        reason=subject.state.reason.value,
        possible=", ".join(f"`{target.reason.value}`" for target in targets),
    )
