# What clients of LanguageTool's server annotate Markdown with.
if [ ! -d "$COPYDESK_TOOLS/annotatedtext/node_modules/annotatedtext-remark" ]; then
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$COPYDESK_TOOLS/annotatedtext" \
    annotatedtext-remark@0.8.0
fi
