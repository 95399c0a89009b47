"""One connection to an API server: GET requests, and errors that people understand."""

import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Any

CONNECTING, ANSWERING = 10.0, 60.0  # seconds
OK = 200
PAUSES = (0.2, 1.0)  # seconds before a request is tried again
INSTALL = "install the client: pip install 'netproof[cluster]'"
GRANT = (
    "grant `list` on it (specs/cluster.md has a ClusterRole), or go on without it: "
    "--skip-unreadable"
)


class ClusterError(Exception):
    """What kept the cluster from being read; `advice` says what to do. `status` is that of HTTP,
    0 where there was no answer."""

    def __init__(self, message: str, advice: str, status: int = 0) -> None:
        super().__init__(message)
        self.advice = advice
        self.status = status


@dataclass(frozen=True, slots=True)
class Connection:
    """An API server that answers GET requests. `namespace` is "" for all of them."""

    client: Any
    context: str
    namespace: str

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """The object at a path of the API. Raises ClusterError."""
        for pause in (*PAUSES, None):
            try:
                return self._object(self._request(path, query), path)
            except ClusterError as error:
                if pause is None or not (error.status == 429 or error.status >= 500):
                    raise
                time.sleep(pause)
        raise AssertionError("the last try returns or raises")

    def _request(self, path: str, query: dict[str, str]) -> bytes:
        """The body of an answer; the token follows no redirection to another server."""
        settings = self.client.configuration
        try:
            login = settings.auth_settings().values()
            headers = {each["key"]: each["value"] for each in login if each["in"] == "header"}
            answer = self.client.rest_client.pool_manager.request(
                "GET",
                settings.host.rstrip("/") + path,
                fields=query,
                headers={**headers, "Accept": "application/json"},
                timeout=import_module("urllib3").Timeout(connect=CONNECTING, read=ANSWERING),
                retries=False,
                redirect=False,
            )
        except Exception as error:  # of urllib3, ssl, or a login program
            reason = self.redacted(f"{type(error).__name__}: {error}")
            advice = "check the address, the network and the login: kubectl cluster-info"
            raise ClusterError(f"{path}: no answer ({reason})", advice) from None
        if answer.status != OK:
            raise self._refusal(path, answer.status, answer.data, str(answer.reason or ""))
        return bytes(answer.data)

    def _refusal(self, path: str, status: int, body: bytes, reason: str) -> ClusterError:
        """The error for a status that is no success, with the server's own words."""
        said = reason
        with suppress(ValueError, TypeError, KeyError):
            said = str(json.loads(body)["message"])
        advice = {
            401: "log in to the cluster again",
            403: GRANT,
        }.get(status, f"see what kubectl gets there: kubectl get --raw {path}")
        said = " ".join(self.redacted(said).split())[:500]
        return ClusterError(f"{path}: {status} {said}".rstrip(), advice, status)

    def _object(self, body: bytes, path: str) -> dict[str, Any]:
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            advice = "see what stands between netproof and the API server: a proxy, a login page"
            raise ClusterError(f"{path}: the answer is no JSON object", advice)
        return found

    def redacted(self, text: str) -> str:
        """The text without the secrets of the connection, which a login program may renew."""
        for secret in _secrets(self.client.configuration):
            text = text.replace(secret, "***")
        return text


def connect(target: str) -> Connection:
    """The connection that `[CONTEXT][/NAMESPACE]` means: by the kubeconfig, or, inside a pod that
    has none, by its service account. Raises ClusterError."""
    try:
        config = import_module("kubernetes.config")
        client = import_module("kubernetes.client")
    except ModuleNotFoundError:
        raise ClusterError("the client for live clusters is not installed", INSTALL) from None
    advice = "list the contexts: kubectl config get-contexts"
    try:
        if _inside() and not target.rpartition("/")[0]:
            context, namespace = "", target.rpartition("/")[2]
            settings = client.Configuration()
            config.load_incluster_config(client_configuration=settings)
            api = client.ApiClient(settings)
        else:
            known, current = config.list_kube_config_contexts()
            context, namespace = _target(target, {each["name"] for each in known})
            context = context or (current or {}).get("name", "")
            api = config.new_client_from_config(context=context or None)
    except (config.ConfigException, OSError, ValueError) as error:
        raise ClusterError(f"no access to a cluster: {error}", advice) from None
    return Connection(api, context, namespace)


def _inside() -> bool:
    """Whether this runs in a pod, and nobody named a kubeconfig."""
    return bool(os.environ.get("KUBERNETES_SERVICE_HOST")) and not os.environ.get("KUBECONFIG")


def _target(text: str, contexts: set[str]) -> tuple[str, str]:
    """Context and namespace; the name of a context may have a slash itself."""
    if not text or text in contexts:
        return text, ""
    context, slash, namespace = text.rpartition("/")
    return (context, namespace) if slash else (text, "")


def _secrets(settings: Any) -> tuple[str, ...]:
    written = [str(value) for value in (settings.api_key or {}).values() if value]
    written += [str(settings.password)] if settings.password else []
    bare = [text.rpartition(" ")[2] for text in written]
    return tuple(sorted({*written, *bare} - {""}, key=len, reverse=True))
