"""The language server: articles are checked in the editor as they are written.

A thin adapter between pygls and the engine. Nothing outside this package imports pygls.

server           what the editor is told at the beginning, and which method answers what
transport        standard input and output, or a socket
options          the editor's `initializationOptions`
workspace        the articles that are open, and their checks
documents        the text of one, and its positions
checker          the engine: one linter, made anew when the configuration changes
checks           the queue of checks
diagnostics      findings in the protocol's form
answers          answers to the editor's requests
actions          what is offered for a finding
changes          edits that take a while to work out
edits            edits in the protocol's form
ignoring         findings that pass
config_problems  what is wrong with the configuration
pages            what is shown of a rule
"""
