#!/usr/bin/env bash
# Judges the invariants; writes annotations, the step summary, SARIF, and the outputs of the step.
# The inputs of the action come as variables of the environment, never as text of this script.
set -euo pipefail

read -r -d '' -a paths <<<"$NETPROOF_PATHS" || true
read -r -d '' -a invariants <<<"$NETPROOF_INVARIANTS" || true
read -r -d '' -a formats <<<"$NETPROOF_FORMATS" || true
[ "${#paths[@]}" -gt 0 ] || paths=(.)

work=$(mktemp -d "$RUNNER_TEMP/netproof-reports.XXXXXX")
options=(--fail-on "$NETPROOF_FAIL_ON")
for file in ${invariants[@]+"${invariants[@]}"}; do
  options+=(-f "$file")
done
reports=(-o github -o "sarif=$work/netproof.sarif" -o "json=$work/head.json")
for format in ${formats[@]+"${formats[@]}"}; do
  reports+=(-o "$format")
done

code=0
netproof check "${options[@]}" "${reports[@]}" -- "${paths[@]}" || code=$?

case $code in
  0) verdict=holds ;;
  1) verdict=fails ;;
  3) verdict=unknown ;;
  *) verdict=error ;;
esac
echo "verdict=$verdict" >>"$GITHUB_OUTPUT"
if [ -f "$work/netproof.sarif" ]; then
  echo "sarif-file=$work/netproof.sarif" >>"$GITHUB_OUTPUT"
fi

if [ -n "$NETPROOF_BASE_REF" ] && [ -f "$work/head.json" ]; then
  here=$(dirname "$0")
  base=()
  for path in "${paths[@]}"; do
    base+=("git:$NETPROOF_BASE_REF:$path")
  done
  while IFS= read -r file; do
    base+=(-f "$file")
  done < <(python3 "$here/compare.py" --files "$work/head.json")
  before=0
  netproof check "${base[@]}" --quiet -o "json=$work/base.json" >/dev/null || before=$?
  if [ -f "$work/base.json" ]; then
    python3 "$here/compare.py" "$work/base.json" "$work/head.json"
  else
    echo "::warning title=netproof::the manifests of $NETPROOF_BASE_REF were not judged (exit code $before)"
  fi
fi
exit "$code"
