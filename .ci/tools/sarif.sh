# Microsoft's validator of SARIF: the schema, and the rules of the specification and of GitHub.
if [ ! -x "$COPYDESK_TOOLS/bin/Sarif.Multitool" ]; then
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$COPYDESK_TOOLS/sarif" \
    @microsoft/sarif-multitool-linux@5.7.0
  chmod +x "$COPYDESK_TOOLS/sarif/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
  ln -sf "$COPYDESK_TOOLS/sarif/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool" "$COPYDESK_TOOLS/bin/"
fi
