"""The public interface: complete, sorted, and loaded only when used."""

import subprocess
import sys

import verifier


def test_public_names_are_sorted_and_complete() -> None:
    assert list(verifier.__all__) == sorted(verifier.__all__)
    assert set(verifier.__all__) == set(verifier.HOMES)


def test_every_public_name_resolves() -> None:
    missing = [name for name in verifier.__all__ if getattr(verifier, name, None) is None]

    assert missing == []


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(verifier, "no_such_name")


def test_importing_the_package_leaves_the_solver_out() -> None:
    code = "import sys, verifier; sys.exit('z3' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
