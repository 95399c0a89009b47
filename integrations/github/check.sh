#!/usr/bin/env bash
# Judges the invariants; writes annotations, the step summary, SARIF, and the outputs of the step.
# The inputs of the action come as variables of the environment, never as text of this script.
set -euo pipefail

read -r -d '' -a paths <<<"$NETPROOF_PATHS" || true
read -r -d '' -a invariants <<<"$NETPROOF_INVARIANTS" || true
read -r -d '' -a formats <<<"$NETPROOF_FORMATS" || true
[ "${#paths[@]}" -gt 0 ] || paths=(.)

work=$(mktemp -d "$RUNNER_TEMP/netproof-reports.XXXXXX")
options=(--fail-on "$NETPROOF_FAIL_ON" -o github -o "sarif=$work/netproof.sarif" -o "json=$work/netproof.json")
for file in ${invariants[@]+"${invariants[@]}"}; do
  options+=(-f "$file")
done
for format in ${formats[@]+"${formats[@]}"}; do
  options+=(-o "$format")
done

code=2
if [ -n "$NETPROOF_BASE_REF" ]; then
  code=0
  netproof check --since "$NETPROOF_BASE_REF" "${options[@]}" -- "${paths[@]}" >"$work/log" || code=$?
  if [ "$code" != 2 ]; then
    cat "$work/log"
  else
    echo "::warning title=netproof::not compared with $NETPROOF_BASE_REF: the log says why"
  fi
fi
if [ "$code" = 2 ]; then # no base, or one that cannot be judged: the change is judged alone
  code=0
  netproof check "${options[@]}" -- "${paths[@]}" || code=$?
fi

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
if [ -f "$work/netproof.json" ]; then
  python3 "$(dirname "$0")/newly_failing.py" "$work/netproof.json" >>"$GITHUB_OUTPUT"
fi
exit "$code"
