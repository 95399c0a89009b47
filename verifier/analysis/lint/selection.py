"""Which codes are looked for: `--select` and `--ignore`."""

from collections.abc import Iterable
from dataclasses import dataclass

from verifier.analysis.lint.registry import RULES
from verifier.errors import UsageError


@dataclass(frozen=True, slots=True)
class Selection:
    """Beginnings of codes, in capitals; no `selected` selects all."""

    selected: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    @staticmethod
    def of(select: Iterable[str], ignore: Iterable[str]) -> "Selection":
        """The selection that texts such as `NP4`, `np401` or `NP1,NP2` mean. Raises UsageError."""
        return Selection(tuple(codes_in(select)), tuple(codes_in(ignore)))

    def has(self, code: str) -> bool:
        """The code is looked for. The longer beginning wins: `NP401` against `NP4`."""
        taken = max((len(b) for b in self.selected if code.startswith(b)), default=0)
        left = max((len(b) for b in self.ignored if code.startswith(b)), default=0)
        return taken >= left and (taken > 0 or (left == 0 and not self.selected))

    def may_have(self, prefix: str) -> bool:
        """Some code with that beginning is looked for."""
        return any(self.has(rule.code) for rule in RULES if rule.code.startswith(prefix))


def codes_in(texts: Iterable[str]) -> Iterable[str]:
    """The beginnings of codes in texts that may list several. Raises UsageError."""
    for text in texts:
        for item in text.split(","):
            code = item.strip().upper()
            if not code or not any(rule.code.startswith(code) for rule in RULES):
                raise UsageError(
                    f"no code begins with {item.strip()!r}: `netproof rule` lists all codes"
                )
            yield code
