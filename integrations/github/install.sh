#!/usr/bin/env bash
# Installs netproof into an environment of its own, and puts that on the path of later steps:
# NETPROOF_VERSION from PyPI, or, where none is given, the version that this action belongs to.
set -euo pipefail

python=$(command -v python3 || command -v python)
venv="$RUNNER_TEMP/netproof"
"$python" -m venv "$venv"
bin="$venv/bin"
[ -d "$bin" ] || bin="$venv/Scripts"
what="$GITHUB_ACTION_PATH"
[ -z "$NETPROOF_VERSION" ] || what="netproof==$NETPROOF_VERSION"
"$bin/python" -m pip install --quiet --disable-pip-version-check "$what"
echo "$bin" >>"$GITHUB_PATH"
