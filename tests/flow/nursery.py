"""Readers for a program that starts dozens: forks of one process that has loaded what a reader loads.

A reader's own start, an interpreter and what it imports, takes a third of a second; `test_reader_process.py` has it.
"""

import os
import signal
import socket
import sys
from pathlib import Path

from jobs import reader_child

_STANDING_IN = """#!{interpreter} -ISE
import socket
with socket.socket(socket.AF_UNIX) as nursery:
    nursery.connect({address!r})
    socket.send_fds(nursery, [b"."], [0, 1, 2])
    nursery.recv(1)  # until the reader has ended
"""


def readers_from_a_nursery(folder: Path) -> None:
    """Let every reader that this process and its forks start from now on be a fork of one with everything loaded.

    What they start in place of an interpreter hands its pipes on and waits: who kills it closes them, and the reader
    ends as it does when its owner has died.
    """
    address, program = folder / "nursery", folder / "reader"
    program.write_text(_STANDING_IN.format(interpreter=sys.executable, address=str(address)), encoding="utf-8")
    program.chmod(0o700)
    if not os.access(program, os.X_OK):  # programs may lie elsewhere only: readers start as ever
        return
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(address))
    listener.listen()
    if os.fork() == 0:
        _raise_readers(listener)
    listener.close()
    sys.executable = str(program)


def _raise_readers(listener: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    nothing = os.open(os.devnull, os.O_RDWR)
    for at in (0, 1):  # who listens to the program that began this one hears when it ends
        os.dup2(nothing, at)
    while True:
        caller, _ = listener.accept()
        _, pipes, _, _ = socket.recv_fds(caller, 1, 3)
        if os.fork() == 0:
            for at, pipe in enumerate(pipes):
                os.dup2(pipe, at)
                os.close(pipe)
            reader_child.main()
            os._exit(0)
        caller.close()
        for pipe in pipes:
            os.close(pipe)
