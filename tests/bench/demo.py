"""How long a newcomer waits: the demo's script to its end, its page until it answers, Ctrl-C until it is gone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench import Options, Row, at_most, shown

_ROOT = Path(__file__).parents[2]
_DEMO = (sys.executable, "-m", "bot", "demo")


def rows(options: Options) -> Iterator[Row]:
    """Measure each three times and give the slowest; the real briefing goes along where SOSIK_DATA names one."""
    seed = Path(os.environ.get("SOSIK_DATA", "")) / "seed" / "emerics-issue-trend-2024-12-06.txt"
    extra = ("--briefing", str(seed)) if seed.is_file() else ()
    yield at_most("the script, start to end", max(_script(extra, options) for _ in range(3)), 30, "s")
    waits = [_visit() for _ in range(3)]
    yield shown("the page answers after", max(begin for begin, _ in waits), "s")
    yield at_most("gone after Ctrl-C", max(end for _, end in waits), 2, "s")


def _script(extra: tuple[str, ...], options: Options) -> float:
    started = time.monotonic()
    done = subprocess.run([*_DEMO, "--once", *extra], cwd=_ROOT, capture_output=True, text=True, check=False)
    taken = time.monotonic() - started
    options.say(f"  {taken:.1f} s, exit {done.returncode}")
    if done.returncode != 0:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
    return taken


def _visit() -> tuple[float, float]:
    """Start the demo and end it; give the seconds until it says how to stop it, and from Ctrl-C to its end."""
    started = time.monotonic()
    with subprocess.Popen(_DEMO, cwd=_ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as demo:
        assert demo.stdout is not None
        if not any("Ctrl-C" in line for line in demo.stdout):
            raise RuntimeError("the demo ended before it began")
        begun = time.monotonic()
        demo.send_signal(signal.SIGINT)
        demo.communicate(timeout=60)
    return begun - started, time.monotonic() - begun
