"""copydesk over HTTP: LanguageTool's API for the plugins that there are, and our own report."""
