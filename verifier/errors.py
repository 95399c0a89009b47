"""What can go wrong, as data that a person can act on.

NetproofError
├── InputError        problems in manifests or in an invariants file (exit code 2)
├── UsageError        a command was called in a way that cannot work (exit code 2)
└── SoundnessError    the encoder and the reference evaluator disagree (exit code 4)
"""

from dataclasses import dataclass

from verifier.location import Location


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input.

    `code` is NP9xx; `message` says what is wrong and what was expected; `advice` says what to do
    ("" when the message says it already); `field` is a path such as `spec.ingress[0].from[1]`.
    """

    code: str
    message: str
    location: Location | None = None
    field: str = ""
    advice: str = ""
    object: str = ""

    def __str__(self) -> str:
        where = f"{self.location}: " if self.location else ""
        who = f"{self.object}: " if self.object else ""
        field = f"{self.field}: " if self.field else ""
        advice = f" ({self.advice})" if self.advice else ""
        return f"{where}{self.code}: {who}{field}{self.message}{advice}"


class NetproofError(Exception):
    """The base of all errors that netproof raises on purpose."""


class InputError(NetproofError):
    """Inputs that cannot be read or that the API server would refuse: every problem found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems

    def __reduce__(self) -> tuple[type["InputError"], tuple[tuple[Problem, ...]]]:
        # Exceptions are made anew from their text, which is none of this one's arguments.
        return type(self), (self.problems,)


class UsageError(NetproofError):
    """A command line or a call that cannot work; the text says what to do instead."""


class SoundnessError(NetproofError):
    """A solver's answer that the reference evaluator does not confirm: a defect of netproof."""
