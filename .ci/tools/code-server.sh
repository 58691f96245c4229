# code-server: VS Code in a browser, which the extension is tested in. Built once, in about two minutes.
quietly() { # quietly COMMAND…: run one of the packages' commands, and show what it says only if it fails
  "$new/node_modules/.bin/$1" "${@:2}" >"$new/log" 2>&1 || { cat "$new/log" >&2; return 1; }
}

code_server() {
  local version=4.99.4 folder=$COPYDESK_TOOLS/code-server
  [ "$(cat "$folder/version" 2>/dev/null)" != "$version" ] || return 0
  debian '' g++ libkrb5-dev libsecret-1-dev libx11-dev libxkbfile-dev make pkg-config python3 ripgrep
  case $(node --version) in v20.*) ;; *)
    echo "code-server $version needs Node 20; this is $(node --version)" >&2
    return 1
    ;;
  esac
  local new=$folder.$$ prefix app module
  prefix=$(dirname "$(dirname "$(node -p 'fs.realpathSync(process.execPath)')")")
  rm -rf "$new" "$folder"
  mkdir -p "$new"
  # The packages' own scripts fetch what they can from elsewhere; what is needed of them follows, from sources.
  npm install --prefix "$new" --silent --no-audit --no-fund --ignore-scripts \
    "code-server@$version" node-gyp@11 @mapbox/node-pre-gyp@1
  app=$new/node_modules/code-server
  (cd "$app/lib/vscode" && npm install --silent --no-audit --no-fund --omit=dev --ignore-scripts)
  for module in node-pty @parcel/watcher @vscode/spdlog native-watchdog kerberos; do
    (cd "$app/lib/vscode/node_modules/$module" && quietly node-gyp rebuild --nodedir="$prefix")
  done
  (cd "$new/node_modules/argon2" && PATH="$new/node_modules/.bin:$PATH" quietly node-pre-gyp install --build-from-source --nodedir="$prefix")
  mkdir -p "$app/lib/vscode/node_modules/@vscode/ripgrep/bin"
  ln -sf "$(command -v rg)" "$app/lib/vscode/node_modules/@vscode/ripgrep/bin/rg"
  printf '#!/bin/sh\nexec node "%s" "$@"\n' "$folder/node_modules/code-server/out/node/entry.js" \
    >"$COPYDESK_TOOLS/bin/code-server"
  chmod +x "$COPYDESK_TOOLS/bin/code-server"
  echo "$version" >"$new/version"
  mv "$new" "$folder"
}
code_server
