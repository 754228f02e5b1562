"""make soak: kill the day at random moments, run it again, hold every table, file and mail against an untouched day.

python -m tests.soak [--kills 100] [--seed 1]
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.installation import free_port
from tests.soak.day import STEPS
from tests.soak.kill import FORK, durations, kill, prepare, table
from tests.soak.post import serve
from tests.soak.world import Soak


def main() -> None:
    """Kill as often as asked for; the exit code is 1 if anything was different once."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10_000)
    parser.add_argument("--steps", nargs="*", default=STEPS, choices=STEPS)
    arguments = parser.parse_args()
    with TemporaryDirectory(prefix="plumbline-soak-") as folder:
        soak = Soak(Path(folder), free_port())
        server = FORK.Process(target=serve, args=(soak.inbox, soak.port), daemon=True)
        server.start()
        prepare(soak)
        lasts = durations(soak)
        print(f"seed {arguments.seed}; untouched:", {step: round(seconds, 1) for step, seconds in lasts.items()})
        chance, outcomes = random.Random(arguments.seed), []
        for number in range(arguments.kills):
            step = arguments.steps[number % len(arguments.steps)]
            outcome = kill(soak, step, chance, lasts[step])
            outcomes.append(outcome)
            print(
                f"{number + 1:4} {outcome.step:14} {outcome.seconds:6.2f} s, {len(outcome.wrong)} differences,"
                f" {outcome.repeated} mails repeated",
                *outcome.wrong,
                sep="\n       ",
                flush=True,
            )
        server.terminate()
    print(table(outcomes))
    sys.exit(any(outcome.wrong for outcome in outcomes))


if __name__ == "__main__":
    main()
