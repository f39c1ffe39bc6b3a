#!/usr/bin/env bash
# Runs a command with two PostgreSQL servers under Patroni, and the three members of etcd
# in which Patroni keeps who leads, all on the loopback:
#
#	internal/test/dbtest/patroni.sh go test -run Patroni ./cmd/lindung
#
# TEST_PATRONI is the address with both servers. TEST_PATRONI_POWER is a program: `cut` takes
# the power from the server that takes writes, `back` starts what was cut. Everything lies in
# a temporary folder and ends with the command. What is missing is installed as root on Debian.
set -euo pipefail

if [ $# -eq 0 ]; then
	echo "usage: $0 COMMAND [ARGUMENT...]" >&2
	exit 2
fi

needs=(patroni etcd-server python3-etcd postgresql)
if ! command -v patroni >/dev/null || ! command -v etcd >/dev/null || ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
	if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
		echo "Patroni is missing. On Debian, as root: apt-get install ${needs[*]}" >&2
		exit 1
	fi
	# Nothing that is installed may start a service of its own.
	kept=$([ -e /usr/sbin/policy-rc.d ] && echo yes || true)
	[ -n "$kept" ] || { printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d; }
	{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${needs[@]}"; } >/dev/null
	[ -n "$kept" ] || rm -f /usr/sbin/policy-rc.d
fi
bin=$(dirname "$(ls -d /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)")

as=()
dir=$(mktemp -d "${TMPDIR:-/tmp}/lindung-patroni.XXXXXX")
chmod 700 "$dir"
if [ "$(id -u)" -eq 0 ]; then # PostgreSQL refuses to run as root
	as=(runuser -u postgres --)
	chown postgres "$dir"
fi

# one runs a program in the folder and notes the process that it becomes.
one() {
	local name=$1
	shift
	(cd "$dir" && exec "${as[@]}" sh -c 'echo $$ >"$0.pid" && exec "$@"' "$dir/$name" "$@") >>"$dir/$name.log" 2>&1 &
}

stop() {
	local file
	for file in "$dir"/patroni-*.pid "$dir"/etcd-*.pid; do
		kill -KILL "$(cat "$file")" 2>/dev/null || true
	done
	for file in "$dir"/data-*/postmaster.pid; do
		[ ! -f "$file" ] || kill -QUIT "$(head -n 1 "$file")" 2>/dev/null || true
	done
	sleep 0.5
	rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

at=$((20000 + RANDOM % 20000))
members=
for i in 1 2 3; do members+="${members:+,}m$i=http://127.0.0.1:$((at + 10 + i))"; done
for i in 1 2 3; do
	one "etcd-$i" etcd --name "m$i" --data-dir "$dir/etcd$i" --initial-cluster "$members" --initial-cluster-state new \
		--listen-peer-urls "http://127.0.0.1:$((at + 10 + i))" --initial-advertise-peer-urls "http://127.0.0.1:$((at + 10 + i))" \
		--listen-client-urls "http://127.0.0.1:$((at + i))" --advertise-client-urls "http://127.0.0.1:$((at + i))"
done

for i in 1 2; do
	cat >"$dir/patroni-$i.yml" <<END
scope: lindung_test
name: server$i
restapi:
  listen: 127.0.0.1:$((at + 20 + i))
  connect_address: 127.0.0.1:$((at + 20 + i))
etcd3:
  hosts: 127.0.0.1:$((at + 1)),127.0.0.1:$((at + 2)),127.0.0.1:$((at + 3))
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 5
    retry_timeout: 5
    synchronous_mode: true
    failsafe_mode: true
    postgresql:
      use_pg_rewind: true
      parameters:
        max_connections: 100
  initdb:
    - encoding: UTF8
    - locale: C
    - data-checksums
  pg_hba:
    - local all all trust
    - host all all 127.0.0.1/32 trust
    - host replication all 127.0.0.1/32 trust
postgresql:
  listen: 127.0.0.1:$((at + 30 + i))
  connect_address: 127.0.0.1:$((at + 30 + i))
  data_dir: $dir/data-$i
  bin_dir: $bin
  parameters:
    unix_socket_directories: $dir
  authentication:
    superuser:
      username: lindung
      password: test
    replication:
      username: replicator
      password: test
    rewind:
      username: lindung
      password: test
END
	[ ${#as[@]} -eq 0 ] || chown postgres "$dir/patroni-$i.yml"
done

cat >"$dir/power" <<END
#!/usr/bin/env bash
# cut: the server that takes writes loses its power, with its Patroni. back: it starts again.
cd "$dir" || exit 1
case \$1 in
cut)
	for i in 1 2; do
		[ "\$(${as[*]} psql -h 127.0.0.1 -p \$(($at + 30 + i)) -U lindung -d postgres -Atc 'SELECT pg_is_in_recovery()' 2>/dev/null)" = f ] || continue
		head=\$(head -n 1 "data-\$i/postmaster.pid")
		kill -KILL "\$(cat "patroni-\$i.pid")" "\$head" \$(pgrep -P "\$head")
		echo "\$i" >cut
		exit 0
	done
	exit 1
	;;
back)
	i=\$(cat cut)
	(exec ${as[*]} sh -c 'echo \$\$ >"\$0.pid" && exec "\$@"' "$dir/patroni-\$i" patroni "$dir/patroni-\$i.yml") >>"patroni-\$i.log" 2>&1 &
	;;
esac
END
chmod 755 "$dir/power"

# One after the other, so that the second follows the first.
for i in 1 2; do
	one "patroni-$i" patroni "$dir/patroni-$i.yml"
	for _ in $(seq 120); do
		"${as[@]}" "$bin/pg_isready" -q -h 127.0.0.1 -p $((at + 30 + i)) && break
		sleep 0.5
	done
done
export TEST_PATRONI="postgres://lindung@127.0.0.1:$((at + 31)),127.0.0.1:$((at + 32))/postgres?sslmode=disable&target_session_attrs=read-write"
export TEST_PATRONI_POWER="$dir/power"
for _ in $(seq 120); do
	said=$("${as[@]}" "$bin/psql" -h 127.0.0.1 -p $((at + 31)) -U lindung -d postgres -Atc 'SELECT sync_state FROM pg_stat_replication' 2>/dev/null || true)
	[ "$said" != sync ] || break
	sleep 0.5
done
if [ "${said:-}" != sync ]; then
	tail -n 20 "$dir"/*.log >&2
	echo "Patroni did not come up" >&2
	exit 1
fi
status=0
"$@" || status=$?
exit "$status"
