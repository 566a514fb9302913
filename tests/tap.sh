#!/bin/sh
# One TAP producer: a binary, or a scenario under the POSIX shell.
case $1 in
*.sh) exec sh "$1" ;;
*) exec "$1" ;;
esac
