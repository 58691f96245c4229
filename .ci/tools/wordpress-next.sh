# The next WordPress, of Debian's unstable suite: used at night.
# shellcheck source=/dev/null disable=SC2154
. "$here/wordpress.sh"
wordpress sid
