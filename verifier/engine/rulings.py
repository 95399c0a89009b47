"""What policies say of a direction comes into a query one namespace at a time, when the solver
first puts the direction's subject there."""

from collections.abc import Collection, Sequence
from functools import partial

from verifier.flow import Direction
from verifier.smt.compiler import Compiler
from verifier.smt.logic import FALSE, TRUE, Bits, Term, conj, disj, iff, implies, is_number, neg
from verifier.smt.scope import EVERY_FLOW, Scope
from verifier.smt.solver import Values
from verifier.smt.symbols import SymbolicEnd
from verifier.smt.terms import Cuts


class Rulings:
    """Which verdicts of directions a query knows. Flows outside the scope, of which `inside` is
    the term, keep free verdicts: no question may turn on them. `defaults`: it is asked which
    flows are allowed by default, too. `robust`: only the Admin tier is relied on (M-18). Verdicts
    of directions that are not among `directions` stay free, too."""

    def __init__(
        self,
        compiler: Compiler,
        inside: Term = TRUE,
        scope: Scope = EVERY_FLOW,
        defaults: bool = False,
        robust: bool = False,
        directions: Collection[Direction] = tuple(Direction),
    ) -> None:
        self.compiler = compiler
        self.flow = compiler.flow
        self.inside = inside
        self.scope = scope
        self.defaults = defaults
        self.robust = robust
        self.directions = directions
        self.wide: tuple[str, ...] = ()  # ends that wait until the others are known
        self.defined: set[tuple[Direction, str | None]] = set()
        self.cuts: dict[tuple[Term, Bits], Cuts] = {}  # a memo of `knowing`
        self.built: dict[tuple[Direction, str | None], tuple[Term, Term]] = {}

    @property
    def ends(self) -> tuple[SymbolicEnd, ...]:
        """The ends that a model puts into namespaces."""
        return (self.flow.source, self.flow.destination)

    def first(self) -> list[Term]:
        """What holds before any policy is known."""
        return [self.outside(direction) for direction in Direction]

    def refine(self, values: Values) -> list[Term]:
        """The verdicts that the model needs, but for wide ends; nothing when it has them all."""
        narrow = [d for d in self.directions if self.flow.subject(d).name not in self.wide]
        return self.needed(narrow, values)

    def later(self, values: Values) -> list[Term]:
        """The verdicts that the model needs at wide ends."""
        return self.needed(
            [d for d in self.directions if self.flow.subject(d).name in self.wide], values
        )

    def needed(self, directions: Sequence[Direction], values: Values) -> list[Term]:
        """The verdicts of these directions that the model needs."""
        found: list[Term] = []
        for direction in directions if values.truth(self.inside) else ():
            end = self.flow.subject(direction)
            if not values.truth(self.decided_by_policies(direction)):
                continue
            name = self.named(values.value(end.namespace))
            if (direction, name) not in self.defined:
                found.append(self.define(direction, name))
        return found

    def named(self, code: int) -> str | None:
        """The namespace with that code if some policy names it, and counts."""
        if self.robust:
            return None
        values = self.flow.footprint.namespaces.values
        name = values[code - 1] if code <= len(values) else None
        return name if name in self.compiler.slices.names else None

    def define(self, direction: Direction, name: str | None) -> Term:
        """The verdict of a direction, for subjects in a namespace (None: in one without policies
        of its own)."""
        self.defined.add((direction, name))
        here = TRUE
        if not self.robust:
            here = self.compiler.once(("here", direction, name), lambda: self.here(direction, name))
        verdict, unruled = self.verdicts(direction, name)
        meaning = iff(self.flow.allowed[direction], verdict)
        if self.defaults:
            meaning = conj((meaning, iff(self.flow.by_default[direction], unruled)))
        return implies(conj((self.inside, self.decided_by_policies(direction), here)), meaning)

    def verdicts(self, direction: Direction, name: str | None) -> tuple[Term, Term]:
        """Of flows inside, whose subject policies may select, in that namespace: which are
        allowed, and which by default (if that is asked)."""
        key = direction, name
        if key not in self.built:
            where = (direction, name, self.scope)
            if self.robust:
                verdict = self.compiler.admin_allows(direction, self.scope)
            else:
                verdict = self.compiler.direction_allows(*where)
            unruled = self.compiler.allows_by_default(*where) if self.defaults else FALSE
            self.built[key] = verdict, unruled
        return self.built[key]

    def here(self, direction: Direction, name: str | None) -> Term:
        """The subject of the direction is in that namespace."""
        end = self.flow.subject(direction)
        codes = end.footprint.namespaces.codes
        if name is not None:
            return is_number(end.namespace, codes[name])
        return neg(disj(is_number(end.namespace, codes[n]) for n in self.compiler.slices.names))

    def decided_by_policies(self, direction: Direction) -> Term:
        """The subject is one that policies may select."""
        end = self.flow.subject(direction)
        build = partial(self.compiler.is_subject, end)
        return self.compiler.once(("subject", end.name), build)

    def outside(self, direction: Direction) -> Term:
        """What policies do not decide is allowed, and not by a rule."""
        free = [self.flow.allowed[direction]]
        free += [self.flow.by_default[direction]] if self.defaults else []
        return disj((self.decided_by_policies(direction), conj(free)))
