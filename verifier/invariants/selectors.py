"""Selector strings, read as `kubectl -l` reads them, and written back.

Source: k8s.io/apimachinery/pkg/labels/selector.go (Lexer, Parser). `>` and `<` are refused: a
LabelSelector has no such operators.
"""

import re
from dataclasses import dataclass

from verifier.invariants import names
from verifier.invariants.passage import Passage
from verifier.resources import LabelSelector, LabelSelectorRequirement

SELECTOR = "NP957"
TOKEN = re.compile(r"[ \t\r\n]*(==|!=|[=!(),<>]|[^=!(),<> \t\r\n]+)")
SYMBOLS = frozenset({"==", "!=", "=", "!", "(", ")", ",", "<", ">"})
END = "end of text"


def parse_selector(passage: Passage) -> LabelSelector:
    """The selector that a string such as `app=web, tier in (a, b), !canary` writes; the empty
    string selects everything. Raises InputError."""
    parser = Parser(passage, tokens(passage))
    labels: dict[str, str] = {}
    expressions: list[LabelSelectorRequirement] = []
    while parser.next != END:
        requirement = parser.requirement()
        if requirement.operator == "=" and requirement.key not in labels:
            labels[requirement.key] = "".join(requirement.values or ())
        else:
            expressions.append(as_expression(requirement))
        parser.separator()
    return LabelSelector(
        match_labels=tuple(labels.items()) or None,
        match_expressions=tuple(expressions) or None,
        location=passage.location,
    )


def as_expression(requirement: LabelSelectorRequirement) -> LabelSelectorRequirement:
    """A second `key=value` of one key, as the expression that says the same."""
    if requirement.operator != "=":
        return requirement
    return LabelSelectorRequirement(
        key=requirement.key,
        operator="In",
        values=requirement.values,
        location=requirement.location,
    )


def tokens(passage: Passage) -> list[Passage]:
    """The symbols and words of a selector, in order."""
    return [
        passage.cut(match.start(1), match.end(1)) for match in TOKEN.finditer(passage.text.rstrip())
    ]


@dataclass(slots=True)
class Parser:
    """Reads the tokens of one selector from left to right."""

    whole: Passage
    tokens: list[Passage]
    position: int = 0

    @property
    def next(self) -> str:
        """The text of the next token."""
        return self.tokens[self.position].text if self.position < len(self.tokens) else END

    def take(self) -> Passage:
        """The next token; the end of the text is an empty one."""
        if self.position == len(self.tokens):
            return self.whole.cut(len(self.whole.text.rstrip()))
        self.position += 1
        return self.tokens[self.position - 1]

    def expected(self, what: str, advice: str = "") -> Exception:
        found = "the end" if self.next == END else f"`{self.next}`"
        return self.take().refuse(SELECTOR, f"found {found}, expected {what}", advice)

    def word(self, what: str) -> Passage:
        if self.next == END or self.next in SYMBOLS:
            raise self.expected(what)
        return self.take()

    def requirement(self) -> LabelSelectorRequirement:
        """One term: `!key`, `key`, or `key` with an operator."""
        negated = self.next == "!"
        if negated:
            self.take()
        token = self.word("a label key" if negated else "`!` or a label key")
        key = names.label_key(token, SELECTOR)
        values: tuple[str, ...] | None = None
        if negated or self.next in (END, ","):
            operator = "DoesNotExist" if negated else "Exists"
        else:
            operator = self.operator()
            values = self.several() if operator in ("In", "NotIn") else (self.exact(),)
            operator = "NotIn" if operator == "!=" else operator
        return LabelSelectorRequirement(
            key=key, operator=operator, values=values, location=token.location
        )

    def operator(self) -> str:
        spelled = {"=": "=", "==": "=", "!=": "!=", "in": "In", "notin": "NotIn"}
        if self.next in ("<", ">"):
            raise self.expected("`=`, `!=`, `in` or `notin`", "label selectors cannot compare")
        if self.next not in spelled:
            raise self.expected("`=`, `!=`, `in`, `notin`, `,` or the end")
        return spelled[self.take().text]

    def exact(self) -> str:
        """The value after `=`, `==` or `!=`: nothing reads as the empty value."""
        if self.next in (END, ","):
            return ""
        return names.label_value(self.word("a label value"), SELECTOR)

    def several(self) -> tuple[str, ...]:
        """The values in parentheses; nothing beside a comma reads as the empty value."""
        if self.next != "(":
            raise self.expected("`(`")
        self.take()
        if self.next == ")":
            raise self.expected("a label value", "`in` and `notin` need at least one value")
        values: dict[str, None] = {}
        while self.next != ")":
            if self.next == ",":
                self.comma(values)
                continue
            values[names.label_value(self.word("a label value or `)`"), SELECTOR)] = None
            if self.next not in (",", ")"):
                raise self.expected("`,` or `)`")
        self.take()
        return tuple(values)

    def comma(self, values: dict[str, None]) -> None:
        """A comma in parentheses, and the empty values that Kubernetes reads beside it."""
        self.take()
        if not values:
            values[""] = None
        if self.next == ")":
            values[""] = None
        elif self.next == ",":
            self.take()
            values[""] = None
            if self.next == ")":
                raise self.expected("a label value or `,`")
        elif self.next == END:
            raise self.expected("a label value or `)`")

    def separator(self) -> None:
        """The comma between two terms, or the end."""
        if self.next == END:
            return
        if self.next != ",":
            raise self.expected("`,` or the end")
        self.take()
        if self.next == END:
            raise self.expected("a label key after `,`")


def selector_text(selector: LabelSelector) -> str:
    """The string that reads as `selector`."""
    terms = [f"{key}={value}" for key, value in selector.match_labels or ()]
    for requirement in selector.match_expressions or ():
        values = ", ".join(requirement.values or ()) or ","
        match requirement.operator:
            case "Exists":
                terms.append(requirement.key)
            case "DoesNotExist":
                terms.append(f"!{requirement.key}")
            case "In":
                terms.append(f"{requirement.key} in ({values})")
            case _:
                terms.append(f"{requirement.key} notin ({values})")
    return ", ".join(terms)
