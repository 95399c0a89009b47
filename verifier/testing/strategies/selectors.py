"""Label selectors, and label sets that meet them."""

from hypothesis import strategies as st

from verifier.resources import LabelSelector, LabelSelectorRequirement
from verifier.testing.strategies.pools import (
    CONTROLLER_KEY,
    FURTHER_NAMESPACE,
    FURTHER_VALUE,
    NAME_LABEL,
    NAMESPACE_KEYS,
    NAMESPACES,
    POD_KEYS,
    VALUES,
    absent_or_few,
    often,
)


def values_of(key: str) -> st.SearchStrategy[str]:
    """Values that labels of this key have; the name label holds namespace names."""
    if key == NAME_LABEL:
        return st.sampled_from((*NAMESPACES, "Not_a_name"))
    return st.sampled_from(VALUES)


@st.composite
def requirements(
    draw: st.DrawFn, keys: tuple[str, ...] = (*POD_KEYS, CONTROLLER_KEY)
) -> LabelSelectorRequirement:
    """One item of `matchExpressions`: each operator, one to three values, a value named twice."""
    key = draw(st.sampled_from(keys))
    operator = draw(st.sampled_from(("NotIn", "In", "Exists", "DoesNotExist")))
    if operator in ("Exists", "DoesNotExist"):
        return LabelSelectorRequirement(
            key=key, operator=operator, values=draw(st.sampled_from((None, ())))
        )
    values = draw(st.lists(values_of(key), min_size=1, max_size=3))
    return LabelSelectorRequirement(key=key, operator=operator, values=tuple(values))


@st.composite
def selectors(draw: st.DrawFn, keys: tuple[str, ...] = POD_KEYS) -> LabelSelector:
    """Pod selectors: `{}`, absent and empty fields, contradictions."""
    chosen = draw(st.lists(st.sampled_from(keys), max_size=2, unique=True))
    labels: tuple[tuple[str, str], ...] | None = tuple((k, draw(values_of(k))) for k in chosen)
    if not labels:
        labels = draw(st.sampled_from((None, ())))
    more = (*keys, CONTROLLER_KEY) if keys == POD_KEYS else keys
    expressions = draw(often(st.sampled_from((None, ())), absent_or_few(requirements(more))))
    if not labels:
        expressions = draw(absent_or_few(requirements(more)))
    return LabelSelector(match_labels=labels, match_expressions=expressions)


def namespace_selectors() -> st.SearchStrategy[LabelSelector]:
    """Namespace selectors; some ask for the name label."""
    return selectors((*NAMESPACE_KEYS, NAME_LABEL))


def label_sets() -> st.SearchStrategy[dict[str, str]]:
    """Labels of a pod: each key absent, with a value that is mentioned, or with another."""
    return sets_of((*POD_KEYS, CONTROLLER_KEY))


def namespace_label_sets() -> st.SearchStrategy[dict[str, str]]:
    """Labels of a namespace without its name label."""
    return sets_of(NAMESPACE_KEYS)


def sets_of(keys: tuple[str, ...]) -> st.SearchStrategy[dict[str, str]]:
    """Label sets over these keys."""
    value = st.sampled_from((*VALUES, FURTHER_VALUE))
    return st.fixed_dictionaries({}, optional=dict.fromkeys(keys, value))


def namespace_names() -> st.SearchStrategy[str]:
    """Names of namespaces, most of them those that policies live in."""
    return often(st.sampled_from(NAMESPACES), st.just(FURTHER_NAMESPACE))
