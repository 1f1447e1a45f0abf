#!/bin/sh
# Make or renew the virtual environment .venv with what a task needs; quick when nothing changed.
# usage: tools/environment.sh run|test|check|browser|java|servers
#   run      the program            test     and what its tests need
#   check    and linters, docs and Spark
#   browser  a Chromium, java  a Java, servers  Samba, CUPS, Postfix, Squid and OpenSSH (Debian, as root)
set -eu
cd "$(dirname "$0")/.."
level=${1:?usage: tools/environment.sh run|test|check|browser|java|servers}
python=${PYTHON:-python3}

advise() { printf '%s\n' "custodes: $1" >&2; exit 1; }

command -v "$python" >/dev/null 2>&1 || advise "$python is missing: install Python 3.11 or newer"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  advise "$("$python" --version) is too old: install Python 3.11 or newer, or say which with PYTHON=…"

if [ "$level" = browser ]; then
  command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 && exit 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0
  fi
  advise "no Chromium: install the package 'chromium' to run the tests marked 'system'"
fi

if [ "$level" = java ]; then
  command -v java >/dev/null 2>&1 && exit 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless >/dev/null && exit 0
  fi
  advise "no Java: install the package 'openjdk-17-jre-headless' to run the tests marked 'system'"
fi

# Nothing is started: a policy-rc.d that says no stands in the way while the packages are set up.
if [ "$level" = servers ]; then
  complete=yes
  for binary in smbd cupsd postfix smtp-sink squid sshd lpadmin; do [ -x "/usr/sbin/$binary" ] || complete=; done
  for binary in smbclient pdbedit lp sftp ssh-keygen; do [ -x "/usr/bin/$binary" ] || complete=; done
  [ -n "$(find /usr/lib/*/samba/vfs -name full_audit.so 2>/dev/null)" ] || complete=
  [ -z "$complete" ] || exit 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    refuse=
    [ -e /usr/sbin/policy-rc.d ] || { refuse=yes; printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d; chmod +x /usr/sbin/policy-rc.d; }
    apt-get update -qq && apt-get install -y -qq --no-install-recommends \
      samba samba-vfs-modules smbclient cups cups-client postfix squid openssh-server openssh-client >/dev/null && complete=yes
    [ -z "$refuse" ] || rm -f /usr/sbin/policy-rc.d
    [ -z "$complete" ] || exit 0
  fi
  advise "no servers: install samba, samba-vfs-modules, smbclient, cups, cups-client, postfix, squid, openssh-server and openssh-client to run the tests marked 'system'"
fi

# A Debian without python3-venv has the module venv, but no ensurepip: an environment without pip would come out.
make_environment() {
  rm -rf .venv
  if "$python" -c 'import ensurepip, venv' 2>/dev/null && "$python" -m venv .venv >/dev/null 2>&1; then return; fi
  rm -rf .venv
  if "$python" -c 'import virtualenv' 2>/dev/null; then "$python" -m virtualenv -q .venv && return; fi
  if command -v virtualenv >/dev/null 2>&1; then virtualenv -q -p "$python" .venv && return; fi
  if command -v uv >/dev/null 2>&1; then uv venv -q --seed -p "$python" .venv && return; fi
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "custodes: installing python3-venv"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
    "$python" -m venv .venv && return
  fi
  rm -rf .venv
  advise "Python cannot make an environment here: install the package 'python3-venv' (or 'virtualenv', or 'uv')"
}

# What an installation depends on: the Python, the declared dependencies, the pins, this recipe, and the place
# (an environment does not survive being moved).
wanted="$level $("$python" --version) $PWD $(cat pyproject.toml constraints.txt tools/environment.sh | cksum)"
stamp=.venv/.custodes-$level
if [ -x .venv/bin/python ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then exit 0; fi

.venv/bin/python -c 'import pip' 2>/dev/null || make_environment
extras=
case $level in
  run) groups= ;;
  test) groups="--group test" ;;
  check) groups="--group test --group lint --group docs --group fuzz" extras="[spark]" ;;
  *) advise "unknown level '$level'" ;;
esac
echo "custodes: installing what '$level' needs into .venv (a minute or two the first time)"
export PIP_DISABLE_PIP_VERSION_CHECK=1
# Debian's own pip is older than dependency groups (25.1).
.venv/bin/python -m pip install -q --upgrade "pip>=25.1"
# shellcheck disable=SC2086 # several words are meant
.venv/bin/python -m pip install -q -c constraints.txt -e ".$extras" $groups
printf '%s' "$wanted" > "$stamp"
