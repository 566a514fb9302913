#!/bin/sh
# Installs the Debian packages that the build (or, with "test", the tests too)
# needs and does not find.  Says what to install where it may not.
set -eu
what=${1:-build}
missing=
need_pkg() { pkg-config --exists "$1" 2>/dev/null || missing="$missing $2"; }
need_cmd() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }

need_cmd gcc gcc
need_cmd pkg-config pkg-config
[ -e /usr/include/stdio.h ] || missing="$missing libc6-dev"
need_pkg libcrypto libssl-dev
need_pkg jansson libjansson-dev
need_pkg yaml-0.1 libyaml-dev
need_pkg sqlite3 libsqlite3-dev
need_pkg gsl libgsl-dev
need_pkg xlsxwriter libxlsxwriter-dev
need_pkg libpsl libpsl-dev
need_pkg libidn2 libidn2-dev
need_pkg zlib zlib1g-dev
need_pkg expat libexpat1-dev
if [ "$what" = test ]; then
	need_pkg cmocka libcmocka-dev
	need_cmd clang clang
	need_cmd clang-format clang-format
	need_cmd prove perl
	need_cmd openssl openssl
	need_cmd sqlite3 sqlite3
	need_cmd mandoc mandoc
	need_cmd nm binutils
	ls /usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a >/dev/null 2>&1 ||
		missing="$missing libclang-rt-14-dev"
	[ -x /usr/bin/python3 ] || missing="$missing python3"
	/usr/bin/python3 -c 'import openpyxl' 2>/dev/null || missing="$missing python3-openpyxl"
fi
[ -n "$missing" ] || exit 0

sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
if command -v apt-get >/dev/null 2>&1 && { [ -z "$sudo" ] || command -v sudo >/dev/null 2>&1; }; then
	echo "installing:$missing" >&2
	$sudo apt-get update -qq >&2
	DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing >&2
else
	echo "missing packages (Debian names):$missing" >&2
	exit 1
fi
