"""`netproof schema`: the JSON Schema of invariants files, for editors and validators."""

import sys

from verifier.cli import options as o
from verifier.cli.exits import ending
from verifier.cli.output import Color, Output, canvas_for, write


def schema(color: o.ColorWhen = Color.AUTO) -> None:
    """Print the JSON Schema of invariants files, for editors.

    Save it beside the invariants, and name it in the first line of the file, or in the settings of
    the editor.

    \b
    netproof schema > netproof.schema.json
    # yaml-language-server: $schema=netproof.schema.json
    """
    with ending(canvas_for(sys.stderr, color)):
        from verifier.invariants.schema import schema_text

        write([Output("text", None)], {"text": lambda _: schema_text()}, color)
