"""route.openshift.io/v1 Route."""

from dataclasses import dataclass, field

from verifier.location import Location
from verifier.resources.meta import NOWHERE
from verifier.resources.services import Backend


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """OpenShift's; `target_port` is the Service's port by name, or a number that the pods have;
    None is any port of the Service."""

    name: str
    namespace: str
    backends: tuple[Backend, ...] = ()
    target_port: int | str | None = None
    location: Location = field(default=NOWHERE, compare=False)

    @property
    def text(self) -> str:
        """How people name it: `Route production/shop`."""
        return f"Route {self.namespace}/{self.name}"
