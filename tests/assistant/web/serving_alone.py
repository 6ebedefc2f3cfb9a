"""A process that serves the page in its main thread, as the product does, over a test's database: for stopping it.

Called with the database's address, its owner's address and a home; prints the port.
"""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn

from assistant.app.serving import listen_on
from core.database import Database, DatabaseConfig
from tests.assistant.web.shop import CLOCK, application_of, site_of


def main(url: str, admin_url: str, home: Path) -> None:
    """Serves until it is told to stop."""
    database = Database.open(DatabaseConfig(home=home, url=url, admin_url=admin_url))
    listening = listen_on("127.0.0.1", 0)
    with application_of(database, CLOCK, home) as application:
        print(listening.getsockname()[1], flush=True)
        config = uvicorn.Config(site_of(application), log_level="warning", lifespan="off", timeout_graceful_shutdown=20)
        uvicorn.Server(config).run(sockets=[listening])
    database.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
