"""NP9xx: what reading the input gave a warning about."""

from verifier.analysis.lint.context import Context, Found
from verifier.analysis.lint.findings import Finding
from verifier.analysis.lint.registry import rule_of
from verifier.location import Location


def find(context: Context) -> Found:
    """Each warning as a finding."""
    return Found(
        tuple(
            Finding(
                code=str(warning.code),
                severity=rule_of(warning.code).severity,
                message=f"{warning.message}; {warning.advice}"
                if warning.advice
                else warning.message,
                object=warning.object,
                field=warning.field,
                location=warning.location or Location("", 1, 1),
                level=None,
                proof="read off the input; needs no pods",
            )
            for warning in context.manifests.warnings
            if warning.location is not None
        )
    )
