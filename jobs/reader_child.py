"""The program that reads strangers' pages for us, one after another, where it can be killed.

An entry of a source's feed is read into its record here as well (D43). It talks frames over stdin and stdout
(jobs/sources/frames.py) and ends by itself when its owner closes the pipe or asks for nothing during a minute. It runs
in an interpreter of its own, never forked, so it works below a script on stdin, a REPL or a daemonic process; what it
may use of memory and processor is limited from inside.
"""

import contextlib
import gc
import json
import os
import resource
import select
from collections.abc import Mapping

import feedparser

from jobs.reading import read_briefing
from jobs.sources.board_parse import Selectors, parse_body, parse_rows
from jobs.sources.feed_again import read_again
from jobs.sources.feed_entries import document_of
from jobs.sources.feed_parse import Unreadable
from jobs.sources.frames import LARGEST_ANSWER, Record, packed_json, read_frame

MEMORY = 512 * 1024 * 1024
IDLE_S = 60.0
_MUCH_READ = 1_000_000  # bytes between two looks for garbage
_PROCESSOR_S = 12  # a request; its owner kills it sooner, this is for the case that the owner has died


def main() -> None:
    """Answer requests until there are none."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not become part of an answer
    requests = os.fdopen(os.dup(0), "rb")
    _limit()
    give_way()
    gc.freeze()
    gc.disable()  # a feed makes no circles worth looking for: a tenth of its time; they are looked for in between
    feedparser.api.PREFERRED_XML_PARSERS.clear()  # else each feed looks through the path for one that is not there
    read = 0
    while select.select([requests], [], [], IDLE_S)[0]:
        order, body = read_frame(requests), read_frame(requests)
        if order is None or body is None:
            return
        _allow_processor_time()
        for frame in answer(order, body):
            answers.write(frame)
        answers.flush()
        read += len(body)
        if read >= _MUCH_READ:
            gc.collect()
            read = 0


def answer(order: bytes, body: bytes, *, most: int = LARGEST_ANSWER) -> list[bytes]:
    """Give the frames that answer one request, `most` bytes at the most; whatever goes wrong becomes an answer too."""
    try:
        records = _read(json.loads(order), body)
        frames = [packed_json({"count": len(records)}), *map(packed_json, records)]
        if sum(map(len, frames)) > most:
            raise Unreadable("there is too much in it")
        return frames
    except Unreadable as error:
        return [packed_json({"error": str(error)})]
    except MemoryError:
        return [packed_json({"error": "reading it takes too much memory"})]
    except Exception as error:  # the outermost loop of this role: hostile bytes meet other people's parsers here
        return [packed_json({"error": f"it cannot be parsed ({type(error).__name__})"})]


def _read(order: Mapping[str, str], body: bytes) -> list[Record]:
    kind, content_type, url = order["kind"], order["content_type"], order["url"]
    if kind == "feed":
        head, *entries = read_again(body, order)
        return [head, *(_read_along(one, order) for one in entries)] if "language" in order else [head, *entries]
    selectors = Selectors(**json.loads(order["selectors"]))
    if kind == "rows":
        return parse_rows(body, content_type, url, selectors)
    return parse_body(body, content_type, selectors, order.get("title", ""))


def _read_along(entry: Record, order: Mapping[str, str]) -> Record:
    """Give an entry of a source with the record it is read into, in place of its plain text."""
    briefing = read_briefing(document_of(entry, order))
    return {**entry, "text": "", "record": briefing.spelled(), "sha": briefing.content_sha()}


def _limit() -> None:
    """Bound memory; no files, no core. What a platform does not know stays unlimited: the owner's deadline holds."""
    for kind, limit in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (limit, limit))


def give_way() -> None:
    """Take nobody's processor away by waking up: a request would stop the loop that writes it, until it is read.

    Where the system knows no such thing, or does not allow it, feeds are read all the same.
    """
    if hasattr(os, "SCHED_BATCH"):
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def _allow_processor_time() -> None:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + _PROCESSOR_S, hard))


if __name__ == "__main__":
    main()
