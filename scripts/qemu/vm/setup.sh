#!/bin/sh
# Fetches kernels and guest programs into DIR and builds vm there.
# usage: setup.sh DIR
set -eu
dir=${1:?usage: setup.sh DIR}
src=$(dirname "$0")
sh "$src/fetch.sh" "$dir"
dir=$(cd "$dir" && pwd)
cd "$src"
export CGO_ENABLED=0 GOOS=linux
mkdir -p "$dir/init"
for pair in amd64:amd64 i386:386 arm64:arm64; do
	GOARCH=${pair#*:} go build -trimpath -ldflags '-s -w' -o "$dir/init/${pair%:*}" .
done
env -u GOARCH go build -trimpath -o "$dir/vm" .
