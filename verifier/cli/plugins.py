"""What is said of the network plugins of clusters that were read."""

from typing import TYPE_CHECKING

from verifier.cli.interrupts import say

if TYPE_CHECKING:
    from verifier.dialect import Dialect
    from verifier.manifests import Manifests


def told(manifests: "Manifests", dialect: "Dialect | None" = None) -> "Manifests":
    """The manifests. What their plugins mean for the dialect is told on standard error, unless the
    command line gives one."""
    for plugin in manifests.plugins if dialect is None else ():
        means = f"the dialect is {plugin.profile}" if plugin.profile else "no dialect is set"
        say(f"netproof: {plugin.source} {plugin.seen}; {means} where none is stated")
    return manifests
