#!/usr/bin/env bash
# Runs a command with a PostgreSQL server of its own:
#
#	internal/test/dbtest/postgres.sh go test ./...
#
# The server lives in a temporary folder, listens on a random free port of the
# loopback and on a socket in that folder, and ends with the command. Its URL is
# in TEST_POSTGRES. Its cluster_name is lindung_test: dbtest refuses any other
# server, so that a test never meets data that somebody needs.
#
# For tests, durability is off, and so is autovacuum: which plan a test sees must not depend
# on when it ran. POSTGRES_DURABLE=1 leaves both on, for measuring.
#
# TEST_POSTGRES_RESTART is a program that stops the server, `fast` or `immediate`, and starts
# it again at the same address.
set -euo pipefail

if [ $# -eq 0 ]; then
	echo "usage: $0 COMMAND [ARGUMENT...]" >&2
	exit 2
fi

# Debian keeps the server's programs off PATH.
bin=
for dir in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin; do
	if [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ]; then
		bin=$dir
		break
	fi
done
if [ -z "$bin" ] && command -v initdb >/dev/null && command -v postgres >/dev/null; then
	bin=$(dirname "$(command -v initdb)")
fi
if [ -z "$bin" ]; then
	echo "PostgreSQL is missing. On Debian: apt-get install postgresql" >&2
	exit 1
fi

# PostgreSQL refuses to run as root.
as=()
dir=$(mktemp -d "${TMPDIR:-/tmp}/lindung-postgres.XXXXXX")
if [ "$(id -u)" -eq 0 ]; then
	as=(runuser -u postgres --)
	chown postgres "$dir"
fi

pid=
stop() {
	[ ! -f "$dir/data/postmaster.pid" ] || pid=$(head -n 1 "$dir/data/postmaster.pid")
	if [ -n "$pid" ] && kill -INT "$pid" 2>/dev/null; then
		for _ in $(seq 100); do
			kill -0 "$pid" 2>/dev/null || break
			sleep 0.1
		done
		kill -QUIT "$pid" 2>/dev/null || true
	fi
	rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
printf '%s\n' "$password" >"$dir/password"
[ ${#as[@]} -eq 0 ] || chown postgres "$dir/password"
(cd "$dir" && "${as[@]}" "$bin/initdb" --pgdata="$dir/data" --username=lindung --pwfile="$dir/password" \
	--auth=scram-sha-256 --encoding=UTF8 --locale=C --no-sync) >"$dir/initdb.log" 2>&1 || {
	cat "$dir/initdb.log" >&2
	exit 1
}

{
	echo "cluster_name = 'lindung_test'"
	echo "listen_addresses = '127.0.0.1'"
	echo "unix_socket_directories = '$dir'"
	echo "max_connections = 200"
	echo "max_locks_per_transaction = 256"
	echo "max_pred_locks_per_transaction = 256"
	if [ "${POSTGRES_DURABLE:-}" != 1 ]; then
		echo "fsync = off"
		echo "synchronous_commit = off"
		echo "full_page_writes = off"
		echo "autovacuum = off"
	fi
} >>"$dir/data/postgresql.conf"

# A port that is taken makes the start fail: try another.
for _ in 1 2 3 4 5; do
	port=$((20000 + RANDOM % 30000))
	(cd "$dir" && exec "${as[@]}" "$bin/postgres" -D "$dir/data" -p "$port") >"$dir/postgres.log" 2>&1 &
	started=$!
	for _ in $(seq 300); do
		if [ -f "$dir/data/postmaster.pid" ] && [ "$(sed -n 8p "$dir/data/postmaster.pid" | tr -d ' ')" = ready ]; then
			pid=$(head -n 1 "$dir/data/postmaster.pid")
			break 2
		fi
		kill -0 "$started" 2>/dev/null || break
		sleep 0.1
	done
done
if [ -z "$pid" ]; then
	echo "PostgreSQL did not start:" >&2
	cat "$dir/postgres.log" >&2
	exit 1
fi

export TEST_POSTGRES="postgres://lindung:$password@127.0.0.1:$port/postgres?sslmode=disable"
cat >"$dir/restart" <<END
#!/bin/sh
cd "$dir" && exec ${as[*]} "$bin/pg_ctl" -D "$dir/data" -m "\$1" -w -l "$dir/data/restart.log" restart
END
chmod 755 "$dir/restart"
export TEST_POSTGRES_RESTART="$dir/restart"
status=0
"$@" || status=$?
exit "$status"
