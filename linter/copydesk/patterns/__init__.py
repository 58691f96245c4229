"""Patterns: rules that are data. A house's own, `[[pattern]]`, and Vale's styles are both made of them.

table         what a table `[[pattern]]` may say
house         such tables made rules
rule          a rule class made of a definition
kinds         what a pattern looks for: existence, repetition, consistency …
swaps, letter_case, metrics
              further kinds
exceptions    what is right though a pattern matches it
search        texts searched, by RE2 where it can be
expression    regular expressions of Go's flavour, read for both engines
"""
