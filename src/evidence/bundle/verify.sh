#!/bin/sh
# Checks an evidence bundle of Vigie: sh verify.sh [--key KEY-OR-FILE] [--roots FILE.pem]
# It needs openssl 3, sha256sum and Python 3 with nothing but its standard library, and it asks nobody: no network.
# --key:   the log's verifier key, from elsewhere (its /log/key, published early, or kept by somebody else).
# --roots: the time-stamp authorities' root certificates, from elsewhere.
# Exit status: 0 everything holds, 1 something does not (the first bad thing is named), 2 it could not be checked.
set -eu
LC_ALL=C
export LC_ALL
unset CDPATH

stop() { printf 'verify.sh: %s\n' "$1" >&2; exit 2; }
bad() { printf 'NO: %s\n' "$1"; exit 1; }

key= roots=
while [ $# -gt 0 ]; do
  case $1 in
    --key) [ $# -gt 1 ] || stop '--key needs a verifier key or a file of them'; key=$2; shift 2 ;;
    --roots) [ $# -gt 1 ] || stop '--roots needs a PEM file'; roots=$2; shift 2 ;;
    -h | --help) sed -n '2,6s/^# //p' "$0"; exit 0 ;;
    *) stop "unknown option $1; sh verify.sh --help" ;;
  esac
done
case $key in ''|/*) ;; *) [ ! -f "$key" ] || key=$(pwd)/$key ;; esac
case $roots in ''|/*) ;; *) roots=$(pwd)/$roots ;; esac
[ -z "$roots" ] || [ -r "$roots" ] || stop "cannot read $roots"
cd "$(dirname "$0")"

for tool in openssl sha256sum python3; do
  command -v "$tool" >/dev/null || stop "$tool is not installed"
done
case $(openssl version) in 'OpenSSL '[012]*|LibreSSL*) stop "openssl 3 or later is needed; this is $(openssl version)" ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
python() { python3 -I -B verify.py "$@" || { status=$?; [ $status -eq 1 ] || stop 'verify.py could not run'; exit 1; }; }

# 1. The files are those that were packed. Whoever changes one can change its sum too: what follows does not depend on it.
[ -f SHA256SUMS ] || bad 'SHA256SUMS is missing'
if ! sha256sum -c SHA256SUMS >"$work/sums" 2>&1; then
  bad "$(sed -n '/: FAILED/{s/: FAILED.*//;s/$/: not the file that was packed (SHA256SUMS)/p;q;}; /no properly formatted/{s/.*/SHA256SUMS is damaged/p;q;}' "$work/sums")"
fi
# 2. The checkpoint carries the signature of a known key.
python prepare "$work" "$key"
openssl pkeyutl -verify -pubin -inkey "$work/key.pem" -rawin -in "$work/text" -sigfile "$work/signature" >"$work/out" 2>&1 ||
  bad 'proof/checkpoint: the signature is not valid: it was changed, or the key is another'
echo "yes: proof/checkpoint is signed by $(cat "$work/key-name")"

# 3. The time stamps are over the checkpoints, at their own time: a token outlives its authority's certificate.
while read -r file data at; do
  if [ -n "$roots" ]; then
    set -- -CAfile "$roots"
  else
    cat tsa-roots/*.pem >"$work/roots.pem" 2>/dev/null || bad 'tsa-roots: there are time stamps, and no certificate to check them with'
    set -- -CAfile "$work/roots.pem" -partial_chain
  fi
  openssl ts -verify -data "$data" -in "$file" -token_in -attime "$at" "$@" >"$work/out" 2>&1 ||
    bad "$file: not a time stamp over $data by an authority that is trusted here"
  echo "yes: $file is a time stamp over $data"
done <"$work/stamps"

# 4. The records are in the checkpoint's tree, the table shows them, the figure follows from them, and evidence.warc.gz is what they name.
python records "$work" "$key" "$roots"
