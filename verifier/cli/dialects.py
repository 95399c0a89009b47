"""The option that says how plugins read policies, and what clusters say of theirs."""

from typing import TYPE_CHECKING, Annotated

import typer

from verifier.cli.interrupts import say

if TYPE_CHECKING:
    from verifier.dialect import Dialect
    from verifier.manifests import Manifests

DIALECT = (
    "How the network plugin reads what the API leaves open: any, a profile (kubernetes-e2e, "
    "calico, cilium) or POINT=READING,... Default: "
)
OF_CLUSTER = "that of a live cluster's plugin where it is sure, else any: every reading."
DialectText = Annotated[
    str | None,
    typer.Option(
        "--dialect",
        metavar="DIALECT",
        help=f"{DIALECT}what the invariant says, else {OF_CLUSTER}",
    ),
]
DialectOfFlows = Annotated[
    str | None, typer.Option("--dialect", metavar="DIALECT", help=DIALECT + OF_CLUSTER)
]


def told(manifests: "Manifests", dialect: "Dialect | None" = None) -> "Manifests":
    """The manifests. What their plugins mean for the dialect is told on standard error, unless the
    command line gives one."""
    for plugin in manifests.plugins if dialect is None else ():
        means = f"the dialect is {plugin.profile}" if plugin.profile else "no dialect is set"
        say(f"netproof: {plugin.source} {plugin.seen}; {means} where none is stated")
    return manifests
