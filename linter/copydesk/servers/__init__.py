"""Servers: copydesk over HTTP.

http          what the servers share
languagetool  LanguageTool's API, and our own report
review        the editor's desk
"""
