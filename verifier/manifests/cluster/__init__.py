"""A live cluster as a source of manifests: `cluster:[CONTEXT][/NAMESPACE]`, read and never written.

Needs the official client, which the extra `cluster` installs.
"""

from verifier.manifests.cluster.reading import PREFIX, read_cluster

__all__ = ["PREFIX", "read_cluster"]
