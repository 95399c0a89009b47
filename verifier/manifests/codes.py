"""The codes of input problems: NP9xx, one per kind of mistake, stable for ever."""

from enum import StrEnum


class Code(StrEnum):
    """What is wrong with an input; the comment says when."""

    SYNTAX = "NP901"  # the text is not YAML or JSON
    UNREADABLE = "NP902"  # a source does not exist, cannot be read, or is not text
    DUPLICATE_KEY = "NP903"  # one mapping has a key twice
    TOO_COMPLEX = "NP904"  # nested too deep, or aliases that expand without bound
    NO_OBJECT = "NP905"  # a document that is no Kubernetes object
    WRONG_VERSION = "NP906"  # an apiVersion that does not serve this kind, or no longer
    WRONG_TYPE = "NP907"  # a string where a number belongs, a list where a mapping belongs
    UNKNOWN_FIELD = "NP908"  # a field that the API does not have
    INVALID = "NP909"  # the API server: Invalid value, Too many, Too long, Duplicate value
    REQUIRED = "NP910"  # the API server: Required value
    UNSUPPORTED = "NP911"  # the API server: Unsupported value
    FORBIDDEN = "NP912"  # the API server: Forbidden
    CONFLICT = "NP913"  # two different objects with one name
    SLOPPY_CIDR = "NP914"  # warning: a CIDR that the API server accepts with a warning
    REPEATED = "NP915"  # warning: the same object twice
    NO_POLICY = "NP916"  # warning: no policy in the input
    NEVER_MATCHES = "NP917"  # warning: a part of a rule that can match nothing
