#!/bin/sh
# The accessibility tests run axe-core in the browser: this fetches it once, beside the tests, from npm.
cd "$(dirname "$0")" || exit 1
[ -f .axe/node_modules/axe-core/axe.min.js ] && exit 0
if ! command -v npm >/dev/null 2>&1; then
    echo "The accessibility tests need npm: install Node.js." >&2
    exit 1
fi
npm install --silent --no-audit --no-fund --ignore-scripts --prefix .axe axe-core@4.14.1
