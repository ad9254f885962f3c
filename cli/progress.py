"""The progress that a command prints."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter


@contextmanager
def step(description: str) -> Iterator[None]:
    """Print what is being done, and how long it took."""
    began = perf_counter()
    print(f"{description} ...", end="", flush=True)
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f" {perf_counter() - began:.1f} s", flush=True)
