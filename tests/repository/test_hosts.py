"""No file names the host of a package registry: where packages come from is the choice of whoever installs.

The names are put together here from pieces, so that this file does not hold them either.
"""

from __future__ import annotations

from tests.repository.tree import named, project_files

REGISTRY_HOSTS = tuple(
    "".join(pieces).encode()
    for pieces in (
        ("py", "pi", ".org"),
        ("python", "hosted", ".org"),
        ("np", "mjs", ".org"),
        ("np", "mjs", ".com"),
        ("yar", "npkg", ".com"),
        ("jsde", "livr", ".net"),
        ("un", "pkg", ".com"),
        ("cra", "tes", ".io"),
        ("gol", "ang", ".org"),
        ("deb", "ian", ".org"),
        ("anac", "onda", ".org"),
        ("doc", "ker", ".io"),
        ("gh", "cr", ".io"),
    )
)


def test_no_file_names_the_host_of_a_package_registry() -> None:
    found = {
        named(path): host.decode()
        for path in project_files()
        for content in [path.read_bytes().lower()]
        for host in REGISTRY_HOSTS
        if host in content
    }
    assert not found
