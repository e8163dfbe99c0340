"""What the desk's answers look like: pure functions from what is known to a Message. Only here text is escaped."""

from bot.replies import alert
from bot.replies.notices import introduction, slower, sorry

__all__ = ["alert", "introduction", "slower", "sorry"]
