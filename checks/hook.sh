#!/bin/sh
# Lint for one of git's hooks, in the Python that the lab is installed in: that of the folder's
# .venv, which an editor's button for a commit does not know of; else that of the environment that
# is active; else the first one on the path. On Windows git's own sh runs this.
here=${0%/*}
for env in "$here/../.venv" "${VIRTUAL_ENV:-$here/../.venv}"; do
  for python in "$env/bin/python" "$env/Scripts/python.exe"; do
    if [ -x "$python" ]; then
      exec "$python" -I "$here/__main__.py" lint "$@"
    fi
  done
done
for python in python python3; do
  if command -v "$python" >/dev/null; then
    exec "$python" -I "$here/__main__.py" lint "$@"
  fi
done
echo "Python was not found. docs/lab.md (Getting ready) tells how to install it." >&2
echo "Python을 찾지 못했습니다. 설치 방법은 docs/lab.ko.md(시작하기 전에)에 있습니다." >&2
exit 1
