"""networking.k8s.io/v1 Ingress."""

from dataclasses import dataclass, field

from verifier.location import Location
from verifier.resources.meta import NOWHERE
from verifier.resources.services import Backend


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingress:
    """`backends`: the default one, then those of the rules' paths, in the order of the text."""

    name: str
    namespace: str
    backends: tuple[Backend, ...] = ()
    location: Location = field(default=NOWHERE, compare=False)

    @property
    def text(self) -> str:
        """How people name it: `Ingress production/shop`."""
        return f"Ingress {self.namespace}/{self.name}"
