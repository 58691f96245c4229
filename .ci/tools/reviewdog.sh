# reviewdog, and the schemas of its format, which are in its module.
if [ ! -x "$COPYDESK_TOOLS/bin/reviewdog" ]; then
  GOBIN="$COPYDESK_TOOLS/bin" go install github.com/reviewdog/reviewdog/cmd/reviewdog@v0.21.0
fi
if [ ! -d "$COPYDESK_TOOLS/share/rdf" ]; then
  mkdir -p "$COPYDESK_TOOLS/share/rdf"
  install -m 644 -t "$COPYDESK_TOOLS/share/rdf" \
    "$(go env GOMODCACHE)"/github.com/reviewdog/reviewdog@v0.21.0/proto/rdf/jsonschema/*.json
fi
