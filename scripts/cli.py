"""`make airflow ARGS="…"`: any command of Airflow's own, on this installation."""

from __future__ import annotations

import os
import shlex
import sys

from scripts.example import Example
from scripts.house import PROJECT, House, Stop


def main() -> None:
    """Become that command."""
    house = House.from_env(**Example.from_env().span)
    house.prepare()
    os.chdir(PROJECT)
    arguments = shlex.split(os.environ.get("ARGS", "")) or ["--help"]
    os.execve(sys.executable, [sys.executable, "-m", "airflow", *arguments], house.environment())


if __name__ == "__main__":
    try:
        main()
    except Stop as stop:
        sys.exit(f"\n{stop}")
