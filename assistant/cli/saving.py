"""`zhanggui file`: a file that a reply carried, saved where a person at the terminal wants it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from assistant import files
from assistant.cli.opening import actor_named, opened, usual_login
from assistant.cli.reporting import DONE
from core.errors import Invalid


class FileNotWritten(Invalid):
    """The system does not let us write there. Facts: path, said (the system's words)."""


def save(address: str, to: Path, *, login: str | None) -> int:
    """Saves the file and prints where it is: in the folder `to` under its own name, else as `to`."""
    with opened() as application:
        with application.database.transaction() as session:
            actor = actor_named(session, login or usual_login(session))
            file = files.own_file(session, urlsplit(address).path, user_id=actor.user_id)
        print(_written(file.content(), to / file.name if to.is_dir() else to))
    return DONE


def _written(content: bytes, wanted: Path) -> Path:
    """Where the content was written; a file that is there already is left alone and a number put to the name."""
    path, number = wanted, 1
    while True:
        try:
            with path.open("xb") as out:
                out.write(content)
            return path
        except FileExistsError:
            number += 1
            path = wanted.with_stem(f"{wanted.stem} ({number})")
        except OSError as error:
            raise FileNotWritten(path=str(path), said=error.strerror or str(error)) from error
