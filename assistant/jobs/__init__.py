"""The work behind the chat: answering what waits, sending what is due, keeping the queue and the proposals in order.

`queue_app` says what the tasks are, `worker` runs them, `upkeep` and `notices` are what is done every few seconds.
"""

from assistant.jobs.work import Work
from assistant.jobs.worker import Workers

__all__ = ["Work", "Workers"]
