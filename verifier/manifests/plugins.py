"""What is known of the network plugin of a cluster that was read."""

from dataclasses import dataclass

from verifier.dialect import PROFILES, Dialect, dialect_from


@dataclass(frozen=True, slots=True)
class Plugin:
    """The network plugin of the cluster `source`, as far as its objects tell.

    `profile` names its dialect, "" where that is not sure; `seen` says what there is to see.
    """

    source: str
    profile: str
    seen: str

    @property
    def dialect(self) -> Dialect | None:
        """The readings of the plugin; None where they are not sure."""
        return dialect_from(PROFILES[self.profile]) if self.profile else None
