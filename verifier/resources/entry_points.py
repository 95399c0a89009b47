"""What leads traffic into a cluster by way of Services."""

from verifier.resources.gateway_api import Gateway, GatewayRoute
from verifier.resources.ingresses import Ingress
from verifier.resources.openshift import Route

EntryPoint = Ingress | Gateway | GatewayRoute | Route
