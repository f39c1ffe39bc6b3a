#!/usr/bin/env bash
# Builds what the load generator starts:
#
#	tools/load/build.sh bin/new             lindung and its filler, of this checkout
#	tools/load/build.sh bin/old d1fee81     the same of an older commit, from a checkout of its own
#
# The filler is this checkout's internal/test/load in both: an older version may not
# have it yet.
set -euo pipefail
to=$(mkdir -p "$1" && cd "$1" && pwd)
here=$(cd "$(dirname "$0")/../.." && pwd)
at=$here
if [ $# -gt 1 ]; then
	at=$(mktemp -d)
	trap 'git -C "$here" worktree remove --force "$at"' EXIT
	git -C "$here" worktree add --quiet --detach --force "$at" "$2"
	mkdir -p "$at/internal/test/load"
	cp "$here"/internal/test/load/*.go "$at/internal/test/load/"
	# An older access has another name for CreateNode, and before there was a dossier
	# a node was made without its forms; before rows were counted, without who owns them.
	grep -q 'func CreateNode' "$at/access/access.go" || sed -i 's/access\.CreateNode/access.Found/' "$at"/internal/test/load/*.go
	[ -d "$at/dossier" ] || sed -i -e '/lindung\/dossier/d' -e 's/, dossier\.Forms//' "$at"/internal/test/load/*.go
	[ -f "$at/dossier/owned.go" ] || sed -i 's/, dossier\.Owned//' "$at"/internal/test/load/*.go
fi
make --no-print-directory -C "$at" build
cp "$at/bin/lindung" "$to/lindung"
CGO_ENABLED=0 go -C "$at" build -trimpath -o "$to/load" ./internal/test/load
