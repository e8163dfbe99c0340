"""Reading: a document becomes a structured briefing, and a briefing a record or a text again. Pure, linear, total."""

from jobs.reading.briefing import document_of, read_briefing
from jobs.reading.records import as_record, render

__all__ = ["as_record", "document_of", "read_briefing", "render"]
