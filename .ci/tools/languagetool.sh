# By copydesk's own command, from Maven; without Java, its tests are skipped.
if ! command -v java >/dev/null; then
  echo "no Java on this machine: what needs LanguageTool is not tested"
elif [ ! -d "$COPYDESK_TOOLS/languagetool/LanguageTool-6.8" ]; then
  debian mvn maven
  work=$(mktemp -d)
  python3 -m venv "$work"
  "$work/bin/pip" install -q "$here/../.."
  COPYDESK_CACHE_DIR=$COPYDESK_TOOLS "$work/bin/copydesk" languagetool install
  rm -rf "$work"
fi
