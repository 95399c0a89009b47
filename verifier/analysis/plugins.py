"""The dialect of a cluster that was read: its plugin settles what the API leaves open."""

from verifier.analysis.results import Assumption
from verifier.dialect import Dialect
from verifier.manifests import Manifests


def known_dialect(*sides: Manifests) -> Dialect | None:
    """The dialect of the network plugin; None where none was looked for, where one is not sure,
    and where there are several."""
    found = {plugin.dialect for side in sides for plugin in side.plugins}
    return found.pop() if len(found) == 1 else None


def dialect_of(given: Dialect | None, *sides: Manifests) -> Dialect:
    """The dialect that was given; else the known one, else every reading."""
    return given or known_dialect(*sides) or Dialect()


def plugin_assumed(given: Dialect | None, *sides: Manifests) -> tuple[Assumption, ...]:
    """What answers rest on, where the dialect is that of the plugin."""
    if given is not None or known_dialect(*sides) is None:
        return ()
    return tuple(
        Assumption(
            "plugin", f"{plugin.seen}; it reads policies as the dialect {plugin.profile} says"
        )
        for plugin in dict.fromkeys(plugin for side in sides for plugin in side.plugins)
    )
