#!/bin/sh
# Fetches programs that receive alerts in the tests into .cache/receivers, and installs none of them: syslog-ng would
# remove rsyslog, and nginx would be started. Debian's packages by apt (as root); with "victoria-logs" that one too, by
# Go (some 90 s of processor).
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
into="$here/.cache/receivers"

fetch_debian() {
    beside=$(mktemp -d "$into/fetching-XXXXXX")
    trap 'rm -rf "$beside"' EXIT
    mkdir -p "$beside/archives/partial" "$beside/root"
    apt-get install -qq --yes --download-only --no-install-recommends \
        -o Dir::Cache::archives="$beside/archives" -o APT::Sandbox::User=root syslog-ng-core nginx-light >/dev/null
    for package in "$beside"/archives/*.deb; do
        dpkg -x "$package" "$beside/root"
    done
    rm -rf "$into/root"
    mv "$beside/root" "$into/root"
}

mkdir -p "$into"
if [ "${1:-}" = victoria-logs ]; then
    [ -x "$into/victoria-logs" ] ||
        GOBIN="$into" go install github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs@v1.52.1
else
    [ -x "$into/root/usr/sbin/syslog-ng" ] && [ -x "$into/root/usr/sbin/nginx" ] || fetch_debian
fi
