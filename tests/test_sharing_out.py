"""A run shared out among processes says what a run in one process says."""

import subprocess
import sys
from pathlib import Path

TESTS = """
import os, signal
def test_that_passes(tmp_path): pass
def test_that_fails():
    print("said", 6 * 7)
    assert 1 == 2
def test_that_ends_its_process(): os.kill(os.getpid(), signal.SIGKILL)
"""


def test_failures_and_a_sudden_death_are_told_of_the_tests_in_which_they_happened(tmp_path: Path) -> None:
    for name in ("test_one.py", "test_other.py"):
        (tmp_path / name).write_text(TESTS, encoding="utf-8")
    words = "-m pytest -q -n 2 -p tests.sharing_out -p no:randomly -p no:asyncio -p no:cacheprovider"
    done = subprocess.run(
        [sys.executable, *words.split(), "--rootdir", tmp_path, tmp_path],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "4 failed, 2 passed" in done.stdout
    assert done.stdout.count("said 42") == 2
    assert done.stdout.count("ended with -9 in this test or after it") == 2
