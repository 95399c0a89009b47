"""Hypothesis profiles: dev, ci (where CI is set), soak (where NETPROOF_SOAK is set)."""

import os

from hypothesis import HealthCheck, settings

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)

settings.register_profile(
    "dev", max_examples=50, deadline=None, suppress_health_check=SLOW, print_blob=True
)
settings.register_profile(
    "ci",
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=SLOW,
    print_blob=True,
)
settings.register_profile(
    "soak", max_examples=20_000, deadline=None, suppress_health_check=SLOW, print_blob=True
)
settings.load_profile(
    "soak" if os.environ.get("NETPROOF_SOAK") else "ci" if os.environ.get("CI") else "dev"
)
