"""Rules: what the author of one needs.

rule      the class of all rules, with their examples and options
finding   what a rule finds, and its fixes
kinds     rules that are a table or a pattern
resource  what is opened once for a run
plugins   packs of rules: found, loaded, selected
"""
