# Tools that the scripts need beside Rust, each installed once. Sourced, not run.

tools="$PWD/target/tools"

# say TEXT: tells what is being done, apart from what the commands print.
say() { printf '== %s\n' "$*" >&2; }

# install DEBIAN FEDORA HOMEBREW: with the package manager that is there.
install() {
  local as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  if command -v apt-get >/dev/null; then
    say "installing $1 with apt-get"
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1" >/dev/null
  elif command -v dnf >/dev/null; then
    say "installing $2 with dnf"
    "${as_root[@]}" dnf install -y -q "$2"
  elif command -v brew >/dev/null; then
    say "installing $3 with brew"
    brew install --quiet "$3"
  else
    say "cannot install $1: no apt-get, dnf or brew here; install it and run this again"
    return 1
  fi
}

# need COMMAND DEBIAN FEDORA HOMEBREW: installs the package unless the command is there.
need() {
  command -v "$1" >/dev/null || install "$2" "$3" "$4"
}

# need_postgres: the server's programs, which Debian keeps off the path.
need_postgres() {
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ||
    need initdb postgresql postgresql-server postgresql@15
}

need_python_venv() {
  need python3 python3 python3 python
  python3 -c 'import venv, ensurepip' 2>/dev/null || install python3-venv python3 python
}

# buf_path: prints where buf is, at the pinned version.
buf_path() {
  local version=1.75.0 folder="$tools/buf"
  if [ ! -x "$folder/node_modules/.bin/buf" ] ||
    [ "$("$folder/node_modules/.bin/buf" --version 2>&1)" != "$version" ]; then
    say "installing buf $version from the npm registry into $folder"
    npm install --silent --no-fund --no-audit --prefix "$folder" "@bufbuild/buf@$version" >&2
  fi
  printf '%s\n' "$folder/node_modules/.bin/buf"
}

# python_path: prints where a Python is that has the packages of the foreign client and of the
# independent statistics.
python_path() {
  local folder="$tools/python" wanted
  wanted=$(cat tests/foreign/requirements.txt crates/stats/tests/requirements.txt)
  if [ "$wanted" != "$(cat "$folder/requirements.txt" 2>/dev/null)" ]; then
    say "installing what tests need of PyPI into $folder"
    python3 -m venv --clear "$folder"
    printf '%s\n' "$wanted" >"$folder/wanted.txt"
    "$folder/bin/pip" install --quiet --disable-pip-version-check -r "$folder/wanted.txt" >&2
    mv "$folder/wanted.txt" "$folder/requirements.txt"
  fi
  printf '%s\n' "$folder/bin/python"
}

# peers_python_path: prints where a Python is that has what the engine and importers are measured beside.
peers_python_path() {
  local folder="$tools/peers" wanted=tests/benches/peers/requirements.txt
  if ! cmp -s "$wanted" "$folder/requirements.txt"; then
    say "installing what is measured beside peel from PyPI into $folder"
    python3 -m venv --clear "$folder"
    "$folder/bin/pip" install --quiet --disable-pip-version-check -r "$wanted" >&2
    cp "$wanted" "$folder/requirements.txt"
  fi
  printf '%s\n' "$folder/bin/python"
}

# deployment_tools_path: prints the folder of what checks deploy/.
deployment_tools_path() {
  local folder="$tools/deployment" wanted=tests/deployment/requirements.txt
  if ! cmp -s "$wanted" "$folder/requirements.txt"; then
    say "installing what checks deploy/ from PyPI into $folder"
    python3 -m venv --clear "$folder"
    "$folder/bin/pip" install --quiet --disable-pip-version-check -r "$wanted" >&2
    cp "$wanted" "$folder/requirements.txt"
  fi
  printf '%s\n' "$folder/bin"
}

# custom_resources_path: prints where the modules are that know the resources of operators.
custom_resources_path() {
  local folder="$tools/custom-resources" wanted=tests/deployment/package.json
  if ! cmp -s "$wanted" "$folder/installed.json"; then
    say "installing the schemas of operators' resources of the npm registry into $folder"
    mkdir -p "$folder"
    cp "$wanted" "$folder/package.json"
    npm install --silent --no-fund --no-audit --prefix "$folder" >&2
    cp "$wanted" "$folder/installed.json"
  fi
  printf '%s\n' "$folder/node_modules"
}

# pages_path: prints where the modules are that the check of rendered pages needs.
pages_path() {
  local folder="$tools/pages"
  if ! cmp -s tests/pages/package.json "$folder/installed.json"; then
    say "installing what the check of pages needs of the npm registry into $folder"
    mkdir -p "$folder"
    cp tests/pages/package.json "$folder/package.json"
    npm install --silent --no-fund --no-audit --prefix "$folder" >&2
    cp tests/pages/package.json "$folder/installed.json"
  fi
  printf '%s\n' "$folder/node_modules"
}

# chromium_path: prints where Chromium is.
chromium_path() {
  command -v chromium || command -v chromium-browser || {
    install chromium chromium chromium >&2
    command -v chromium || command -v chromium-browser
  }
}
