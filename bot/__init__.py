"""The desk: everything that talks to people."""
