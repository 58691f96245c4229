"""Servers: copydesk over HTTP.

http          what the servers share
languagetool  LanguageTool's API, and our own report
review        the page to review articles
"""
