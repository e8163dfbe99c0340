"""What the desk's answers look like: pure functions from what is known to a Message. Only here text is escaped."""
