#!/bin/sh
# Renews src/alliantie/web/static/vendor from the locked npm packages in tools/vendor.
#
#   tools/vendor.sh           the versions of tools/vendor/package-lock.json, integrity checked
#   tools/vendor.sh --lock    first writes that lock anew from package.json
#
# The result is committed, with licences, so that running Alliantie needs no Node.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
target=$here/../src/alliantie/web/static/vendor
command -v npm >/dev/null || { echo "vendor.sh: npm is needed for this one command." >&2; exit 1; }
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT

if [ "${1:-}" = --lock ]; then
    (cd "$here/vendor" && rm -f package-lock.json && npm install --package-lock-only --silent)
fi
cp "$here/vendor/package.json" "$here/vendor/package-lock.json" "$here/vendor/.npmrc" "$build"
(cd "$build" && npm ci --silent)

rm -rf "$target"
mkdir -p "$target/utrecht" "$target/atkinson"
modules=$build/node_modules

# Document first, so that a component can build on it; the rest in the order of its name.
{
    echo "/* @license EUPL-1.2. Copyright (c) 2020-2024 Frameless B.V., 2021-2024 Gemeente Utrecht. */"
    cat "$modules/@utrecht/document-css/dist/index.min.css"
    for package in "$modules"/@utrecht/*-css; do
        [ "$(basename "$package")" = document-css ] || cat "$package/dist/index.min.css"
    done
} | sed 's/^[[:space:]]*//' >"$target/utrecht/components.css"
cp "$modules/@utrecht/button-css/LICENSE.md" "$target/utrecht/LICENSE.md"

for subset in latin latin-ext; do
    for weight in 400 700; do
        cp "$modules/@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-$subset-$weight-normal.woff2" \
            "$target/atkinson/$subset-$weight.woff2"
    done
done
cp "$modules/@fontsource/atkinson-hyperlegible-next/LICENSE" "$target/atkinson/LICENSE"

{
    echo "# Vendored browser assets"
    echo
    echo "Made by \`tools/vendor.sh\`; change the versions there, not these files."
    echo
    echo "| Package | Version | Licence | Here |"
    echo "|---|---|---|---|"
    for package in "$modules"/@fontsource/* "$modules"/@utrecht/*; do
        node -e '
            const { name, version, license } = require(process.argv[1] + "/package.json");
            const place = name.startsWith("@utrecht/") ? "utrecht/components.css" : "atkinson/";
            console.log(`| ${name} | ${version} | ${license} | ${place} |`);
        ' "$package"
    done
} >"$target/VENDORED.md"
echo "vendor.sh: renewed $(find "$target" -type f | wc -l) files."
