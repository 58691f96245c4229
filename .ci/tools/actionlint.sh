command -v actionlint >/dev/null || GOBIN="$COPYDESK_TOOLS/bin" go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
