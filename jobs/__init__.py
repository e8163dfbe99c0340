"""The newsroom: everything that would go on if Telegram vanished."""
