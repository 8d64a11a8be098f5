#!/usr/bin/env bash
# Compares the code at BASE with the code that is checked out, or reads a PLAN, and writes the report to the job's summary.
# Exits with 1 when FAIL_ON says so, or when nothing could be compared.
set -euo pipefail

sallyport() { node "$SALLYPORT/dist/cli/main.js" "$@"; }

case "$FAIL_ON" in internet | any | never) ;; *)
  echo "::error::fail-on must be internet, any or never, not '$FAIL_ON'"
  exit 1
  ;;
esac

if [ ! -f "$SALLYPORT/dist/cli/main.js" ]; then
  (cd "$SALLYPORT" && npm ci --no-audit --no-fund) >&2
fi

options=(--account "$ACCOUNT" --region "$REGION")
[ -z "$LIVE" ] || options+=(--live "$LIVE")
[ -z "$CONFIG" ] || options+=(--config "$CONFIG")
if [ -n "$VAR_FILES" ]; then
  read -r -a files <<<"$VAR_FILES"
  options+=(--var-file "${files[@]}")
fi

work=$(mktemp -d)
trap 'git worktree remove --force "$work/base" 2>/dev/null || true' EXIT
if [ -n "$PLAN" ]; then
  sides=("$PLAN")
else
  : "${BASE:?name the base: this is no pull request}"
  git cat-file -e "$BASE^{commit}" 2>/dev/null || git fetch --no-tags --depth=1 origin "$BASE" >&2
  base=$(git merge-base "$BASE" HEAD 2>/dev/null || echo "$BASE")
  git worktree add --detach "$work/base" "$base" >&2
  # A root that the change adds has nothing on the other side.
  if [ -e "$work/base/$ROOT" ]; then before="$work/base/$ROOT"; else before="$work/empty" && mkdir "$before" && touch "$before/none.tf"; fi
  if [ -e "$ROOT" ]; then after="$ROOT"; else after="$work/gone" && mkdir "$after" && touch "$after/none.tf"; fi
  sides=("$before" "$after")
fi

# Exit code 0: no change; 2: changes; anything else: no answer, which must never look like a green one.
compare() {
  local status=0
  sallyport diff "${sides[@]}" "${options[@]}" --format "$1" >"$2" || status=$?
  [ "$status" = 0 ] || [ "$status" = 2 ] || exit 1
}
compare json "$work/diff.json"
compare markdown "$work/report.md"

read -r opened exposed < <(node -e '
  const { opened } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
  // Let in from the internet, but not from a range there that the configuration names.
  const outside = ["internet", "cidr", "prefix-list"];
  const exposed = opened.filter((row) => row.exposure === "internet" && outside.includes(row.from.kind));
  console.log(opened.length, exposed.length);
' "$work/diff.json")
cat "$work/report.md" >>"${GITHUB_STEP_SUMMARY:-/dev/stdout}"
{
  echo "report=$work/report.md"
  echo "opened=$opened"
  echo "exposed=$exposed"
} >>"${GITHUB_OUTPUT:-/dev/null}"

if { [ "$FAIL_ON" = any ] && [ "$opened" -gt 0 ]; } || { [ "$FAIL_ON" = internet ] && [ "$exposed" -gt 0 ]; }; then
  echo "::error::Sallyport: $exposed opened to the internet, $opened opened in all. See the job's summary."
  exit 1
fi
