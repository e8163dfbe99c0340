"""Tests of the sandbox: its two faces and its page."""
