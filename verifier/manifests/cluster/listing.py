"""Lists in pages, as the API server gives them."""

from collections.abc import Iterator
from typing import Any

from verifier.manifests.cluster.connection import ClusterError, Connection

PAGE = 500
GONE = 410
RESTARTS = 2
BROKEN = "see what stands between netproof and the API server: a proxy, a login page"


def listed(connection: Connection, path: str) -> list[dict[str, Any]]:
    """All items of the list at `path`. Raises ClusterError.

    "If the list is too old, the server responds 410 ResourceExpired": then the list begins anew,
    and in the end is asked for at once, since pages of two ages do not fit together.
    """
    for _ in range(RESTARTS):
        try:
            return list(_pages(connection, path))
        except ClusterError as error:
            if error.status != GONE:
                raise
    return _items(connection.get(path), path)


def _pages(connection: Connection, path: str) -> Iterator[dict[str, Any]]:
    token = ""
    seen: set[str] = set()
    while True:
        more = {"continue": token} if token else {}
        page = connection.get(path, limit=str(PAGE), **more)
        yield from _items(page, path)
        metadata = page.get("metadata")
        token = (metadata.get("continue") or "") if isinstance(metadata, dict) else ""
        if not token:
            return
        if token in seen:
            raise ClusterError(f"{path}: the server gives the same page again and again", BROKEN)
        seen.add(token)


def _items(page: dict[str, Any], path: str) -> list[dict[str, Any]]:
    if page.get("items") is None and not str(page.get("kind", "")).endswith("List"):
        raise ClusterError(f"{path}: the answer is no list", BROKEN)
    return entries(page, "items", path)


def entries(answer: dict[str, Any], name: str, path: str) -> list[dict[str, Any]]:
    """The objects in the field `name` of an answer; none where it is absent. Raises ClusterError
    where it holds something else."""
    found = answer.get(name) or []
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise ClusterError(f"{path}: the answer's {name} is no list of objects", BROKEN)
    return found
