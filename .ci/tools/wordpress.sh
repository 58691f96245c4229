# WordPress as Debian has it, which the plugin for it is tested in: of stable, and with `wordpress-next` of unstable.
# Its packages are unpacked, never installed; PHP is this machine's own. It keeps its posts in SQLite, by a plugin out of
# the npm package of WordPress's Playground.
wordpress() { # wordpress SUITE: WordPress of a suite of Debian, in $COPYDESK_TOOLS/wordpress/SUITE
  local suite=$1 state=$COPYDESK_TOOLS/wordpress/apt-$1 new=$COPYDESK_TOOLS/wordpress/$1.$$ folder=$COPYDESK_TOOLS/wordpress/$1
  local key=/usr/share/keyrings/debian-archive-keyring.gpg mirror packages deb
  [ ! -d "$folder" ] || return 0
  if [ ! -e "$key" ]; then
    echo "no keys of Debian on this machine: the plugin for WordPress is not tested"
    return 0
  fi
  # Whatever mirror this machine uses.
  mirror=$({ cat /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources} 2>/dev/null || true; } |
    sed -nE 's/^URIs: *//p; s/^deb (\[[^]]*\] *)?(http[^ ]*).*/\2/p' | grep -v security | sed -n 1p)
  mkdir -p "$state"/{lists/partial,cache/archives/partial,debs} "$new"
  echo "deb [signed-by=$key] $mirror $suite main" >"$state/sources.list"
  cat >"$state/apt.conf" <<EOF
Dir::Etc::sourcelist "$state/sources.list";
Dir::Etc::sourceparts "-";
Dir::State::lists "$state/lists";
Dir::Cache "$state/cache";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::Languages "none";
APT::Sandbox::User "root";
EOF
  (
    export APT_CONFIG=$state/apt.conf
    apt-get update -qq
    # What the package's links lead to, and the theme that it comes with.
    packages=$(apt-cache show --no-all-versions wordpress | sed -nE 's/^(Depends|Recommends): //p' |
      grep -oE '(libjs-|libphp-|php-getid3|wordpress-theme-)[a-z0-9-]*' | sort -u)
    cd "$state/debs" || exit
    # shellcheck disable=SC2086
    apt-get download -qq wordpress $packages
  )
  for deb in "$state"/debs/*.deb; do dpkg-deb -x "$deb" "$new"; done
  (cd "$new/usr/share/wordpress" && rm -rf .htaccess wp-config.php wp-content/plugins/akismet)
  cp -rL "$new/usr/share/wordpress" "$new/site"
  mv "$new/site" "$folder"
  rm -rf "$new" "$state"
}

wordpress_sqlite() {
  local folder=$COPYDESK_TOOLS/wordpress/sqlite new=$COPYDESK_TOOLS/wordpress/sqlite.$$
  [ ! -d "$folder" ] || return 0
  mkdir -p "$new/zip"
  (cd "$new" && npm pack --silent @wp-playground/cli@3.1.56 >/dev/null && tar xzf ./*.tgz &&
    unzip -q "$(find package -name 'sqlite-database-integration*.zip' | head -1)" -d zip)
  mv "$new"/zip/* "$folder"
  rm -rf "$new"
}

debian php php-cli php-curl php-gd php-intl php-mbstring php-sqlite3 php-xml php-zip
debian unzip unzip
mkdir -p "$COPYDESK_TOOLS/wordpress"
exec 8>"$COPYDESK_TOOLS/wordpress/lock" # wordpress-next runs this, too
flock 8
wordpress_sqlite
wordpress trixie
