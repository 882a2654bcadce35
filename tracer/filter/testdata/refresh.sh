#!/bin/sh
# Writes sets.golden: which calls strace traces for each expression of sets.txt.
# Usage: refresh.sh STRACE [ARG]..., where STRACE is a dynamically linked strace for x86_64.
# A loader that starts it can be given with its arguments; LD_PRELOAD is added.
set -eu
cd "$(dirname "$0")"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
gcc -shared -fPIC -o "$tmp/shim.so" shim.c
k=0
for abi in i386 x86_64 x32; do
	k=$((k + 1))
	gcc -O1 -nostdlib -static -no-pie -fno-stack-protector -DK=$k -o "$tmp/$abi" calls.c
done
{
	echo "# Written by refresh.sh with $("$@" -V | head -n 1)."
	while IFS= read -r expr; do
		printf '$ %s\n' "$expr"
		for abi in i386 x86_64 x32; do
			LD_PRELOAD="$tmp/shim.so" "$@" -qq -E LD_PRELOAD -e signal=none -o "$tmp/log" -e trace="$expr" "$tmp/$abi"
			printf '%s:' "$abi"
			# The first and the last line are the tracee's own execve and exit_group.
			sed '/^execve("/d; $ {/^exit_group(0) *= ?$/d}; /^syscall_0x/d; s/(.*//' "$tmp/log" |
				LC_ALL=C sort -u >"$tmp/names"
			# The first expression is "all". What is most of it is written as what lacks.
			[ -e "$tmp/$abi.all" ] || cp "$tmp/names" "$tmp/$abi.all"
			if [ "$expr" != all ] && [ "$(wc -l <"$tmp/names")" -gt 250 ]; then
				printf ' ~'
				LC_ALL=C comm -13 "$tmp/names" "$tmp/$abi.all" >"$tmp/lack"
				mv "$tmp/lack" "$tmp/names"
			fi
			sed 's/^/ /' "$tmp/names" | tr -d '\n'
			echo
		done
	done <sets.txt
} >"$tmp/golden"
mv "$tmp/golden" sets.golden
