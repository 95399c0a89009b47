"""The families that look at the NetworkPolicies of one namespace at a time, which they share."""

from collections.abc import Callable, Sequence
from functools import partial

from verifier.analysis.lint import redundancy, traps
from verifier.analysis.lint.context import Context, Found
from verifier.analysis.lint.readings import Home
from verifier.analysis.lint.selection import Selection
from verifier.parallel import processes, run_jobs

MANY_POLICIES = 500  # from here on namespaces are shared out to several processes
Family = Callable[[Context, Home], Found]


def find(context: Context, chosen: Selection) -> list[Found]:
    """What the chosen families find, namespace by namespace."""
    families: list[Family] = []
    unread = redundancy.unread(context) if chosen.may_have("NP4") else None
    if chosen.may_have("NP4") and unread is None:
        families.append(redundancy.in_namespace)
    if chosen.may_have("NP3"):
        families.append(partial(traps.in_namespace, has=chosen.has))
    names = list(context.by_namespace) if families else []
    many = len(context.ordered) >= MANY_POLICIES
    found = run_jobs(
        len(names),
        lambda index: in_namespace(context, names[index], families),
        processes(len(names)) if many else 1,
        lambda _: None,
    )
    return [one for several in found for one in several] + ([] if unread is None else [unread])


def in_namespace(context: Context, name: str, families: Sequence[Family]) -> list[Found]:
    """What the families find in one namespace."""
    home = Home(context, name)
    return [family(context, home) for family in families]
