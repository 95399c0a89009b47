"""Text to resources: sources, YAML nodes, typed decoding, the API server's validation."""

from verifier.manifests.codes import Code
from verifier.manifests.load import Parsed, load_manifests, load_texts
from verifier.manifests.locate import Places
from verifier.manifests.result import Manifests, OtherKind
from verifier.manifests.validate_object import title

__all__ = [
    "Code",
    "Manifests",
    "OtherKind",
    "Parsed",
    "Places",
    "load_manifests",
    "load_texts",
    "title",
]
