#!/bin/sh
# Fetches what vm boots and puts into its guests: Debian kernels, a static busybox, and strace (a black box to compare with) with its libraries.
# usage: fetch.sh DIR
#
# DIR/kernel/ARCH/RELEASE   kernels (ARCH is amd64, i386 or arm64)
# DIR/busybox/ARCH          static busybox
# DIR/strace/ARCH/          strace, ld.so and its libraries in lib/
#
# Packages are downloaded with private apt states and unpacked, never installed, so the machine's own package state stays as it is and signatures are checked.
# Nothing is pinned: each suite's index says which version there is. The mirror is the one that this machine's apt is configured for.
set -eu
dir=${1:?usage: fetch.sh DIR}
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
rm -f "$dir"/apt/*/done # each run looks for newer kernels
mirror=$(apt-get indextargets --format '$(REPO_URI)' | grep '/debian/$' | head -n 1)
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# aptly ARCH SUITE TOOL ARGS…: runs an apt tool with a state of its own for one architecture and suite.
aptly() {
	arch=$1 suite=$2 tool=$3
	shift 3
	s=$dir/apt/$arch-$suite
	"$tool" -qq -oDir::State="$s/state" -oDir::State::status="$s/status" -oDir::Cache="$s/cache" -oDir::Etc::sourcelist="$s/list" -oDir::Etc::sourceparts=/dev/null \
		-oAPT::Architecture="$arch" -oAPT::Architectures="$arch" -oAPT::Sandbox::User=root -oAcquire::Languages=none "$@"
}

# index ARCH SUITE: fetches the index once.
index() {
	s=$dir/apt/$1-$2
	[ ! -e "$s/done" ] || return 0
	mkdir -p "$s/state/lists/partial" "$s/cache/archives/partial"
	: >"$s/status"
	echo "deb [signed-by=$keyring] $mirror $2 main" >"$s/list"
	aptly "$1" "$2" apt-get update
	touch "$s/done"
}

# unpack ARCH SUITE TARGET PACKAGE…: downloads packages and unpacks them into the folder TARGET.
unpack() {
	arch=$1 suite=$2 target=$3
	shift 3
	tmp=$(mktemp -d)
	(cd "$tmp" && aptly "$arch" "$suite" apt-get download "$@")
	mkdir -p "$target"
	for deb in "$tmp"/*.deb; do
		dpkg-deb -x "$deb" "$target"
	done
	rm -rf "$tmp"
}

# kernel ARCH SUITE META: the kernel image that the package META depends on.
kernel() {
	index "$1" "$2"
	image=$(aptly "$1" "$2" apt-cache depends "$3" | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
	release=${image#linux-image-}
	if [ -z "$image" ]; then
		echo "fetch.sh: $2 has no $3 for $1" >&2
		return 1
	fi
	[ ! -e "$dir/kernel/$1/$release" ] || return 0
	# From Linux 7 on the image package is empty, and linux-binary has the kernel.
	package=$(aptly "$1" "$2" apt-cache pkgnames "linux-binary-$release" | grep -Fx "linux-binary-$release" || echo "$image")
	root=$(mktemp -d)
	unpack "$1" "$2" "$root" "$package"
	mkdir -p "$dir/kernel/$1"
	cp "$(find "$root" -type f -name 'vmlinu[xz]*' | head -n 1)" "$dir/kernel/$1/$release"
	rm -rf "$root"
	echo "kernel $1 $release ($2)"
}

# busybox ARCH SUITE
busybox() {
	[ ! -e "$dir/busybox/$1" ] || return 0
	index "$1" "$2"
	root=$(mktemp -d)
	unpack "$1" "$2" "$root" busybox-static
	mkdir -p "$dir/busybox"
	cp "$(find "$root" -type f -path "*bin/busybox" | head -n 1)" "$dir/busybox/$1"
	rm -rf "$root"
	echo "busybox $1 ($2)"
}

# strace ARCH SUITE
strace() {
	[ ! -e "$dir/strace/$1" ] || return 0
	index "$1" "$2"
	root=$(mktemp -d)
	unpack "$1" "$2" "$root" strace libc6 libgcc-s1 libunwind8 libdw1t64 libelf1t64 zlib1g liblzma5 libbz2-1.0 libzstd1
	out=$dir/strace/$1.tmp
	mkdir -p "$out/lib"
	cp "$root/usr/bin/strace" "$out/strace"
	cp -L "$(find "$root/usr/lib" "$root/usr/lib64" -name 'ld-linux*.so.*' 2>/dev/null | head -n 1)" "$out/ld.so"
	for lib in c m gcc_s unwind unwind-ptrace unwind-x86_64 unwind-x86 unwind-aarch64 dw elf z lzma bz2 zstd; do
		for f in "$root"/usr/lib/*/lib$lib.so.[0-9] "$root"/usr/lib/*/lib$lib.so.[0-9].[0-9]; do
			[ ! -e "$f" ] || cp -L "$f" "$out/lib/"
		done
	done
	mv "$out" "$dir/strace/$1"
	rm -rf "$root"
	echo "strace $1 ($2)"
}

for arch in amd64 arm64; do
	kernel $arch bookworm linux-image-cloud-$arch
	kernel $arch trixie-backports linux-image-cloud-$arch || echo "fetch.sh: going on without a newer kernel for $arch" >&2
	busybox $arch bookworm
	strace $arch sid
done
kernel i386 bookworm linux-image-686-pae
busybox i386 bookworm
strace i386 sid || echo "fetch.sh: no strace for i386" >&2
