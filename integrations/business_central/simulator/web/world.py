"""What all parts of a running simulator share."""

from dataclasses import dataclass, field

from integrations.business_central.simulator.core.clock import Clock
from integrations.business_central.simulator.core.settings import Settings
from integrations.business_central.simulator.core.store import Store
from integrations.business_central.simulator.web.faults import Faults
from integrations.business_central.simulator.web.traffic import Traffic


@dataclass
class World:
    """The clock, the rows, the settings, the faults to come and the requests seen."""

    settings: Settings
    clock: Clock
    store: Store
    original: Settings
    faults: Faults = field(default_factory=Faults)
    traffic: Traffic = field(default_factory=Traffic)
