"""`python -m integrations.business_central.simulator`: options, and start."""

import argparse
import logging
from dataclasses import fields
from pathlib import Path

from integrations.business_central.simulator.application import create_app, create_world
from integrations.business_central.simulator.control.data import create_company, load_seed
from integrations.business_central.simulator.core.jsontext import loads
from integrations.business_central.simulator.core.settings import Settings
from integrations.business_central.simulator.server import serve

_DEMO = Path(__file__).parent / "demo.json"
_LINES = [
    "Business Central simulator: {address}",
    "  API       {address}/v2.0/%(tenant)s/%(environment)s/api/v2.0",
    "  tokens    {address}/%(tenant)s/oauth2/v2.0/token",
    "  client    %(client_id)s, secret %(client_secret)s",
    "  company   %(company)s %(company_id)s",
    "  control   {address}/control/state",
]


def main() -> None:
    """Start the simulator."""
    options = _parser().parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    settings = Settings(
        **{
            each.name: value
            for each in fields(Settings)
            if (value := getattr(options, each.name, None)) is not None
        }
    )
    world = create_world(settings, options.state)
    for file in [*([_DEMO] if options.demo else []), *options.seed]:
        load_seed(world, loads(Path(file).read_bytes()))
    shown = {**settings.__dict__, "company_id": create_company(world)["id"]}
    serve(create_app(world), options.host, options.port, [line % shown for line in _LINES])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m integrations.business_central.simulator",
        description="Simulates Business Central's API v2.0 for tests and demos.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=7048, help="port to listen on; 0 chooses one")
    parser.add_argument("--state", metavar="FILE", help="keeps everything in an SQLite file")
    parser.add_argument("--demo", action="store_true", help="creates the masters of the demo")
    parser.add_argument(
        "--seed", metavar="FILE", action="append", default=[], help="creates masters from JSON"
    )
    parser.add_argument(
        "--auto-post",
        dest="auto_post_seconds",
        metavar="SECONDS",
        type=float,
        help="ships and invoices every order that was not changed for this long",
    )
    parser.add_argument(
        "--webhook-seconds", type=float, help="how long changes are merged before they are sent"
    )
    for name in ("tenant", "environment", "client-id", "client-secret", "company", "currency"):
        parser.add_argument(
            f"--{name}", help=f"default: {getattr(Settings, name.replace('-', '_'))}"
        )
    return parser


if __name__ == "__main__":
    main()
