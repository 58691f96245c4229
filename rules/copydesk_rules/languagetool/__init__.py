"""LanguageTool as a rule, and the command that installs it."""
