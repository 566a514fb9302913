#!/bin/sh
# Rooms include what the house allows.
exec "$(dirname "$0")/../layers.sh" "${1:-build}"
