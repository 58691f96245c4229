"""A fuzzer: articles, exports and settings as nobody would write them, and what must hold of each.

corpus     what inputs are made of: the fixtures, and the examples of every rule
mutations  one input made of others
oracles    what must hold of an article, whatever is in it
settings   the same of a configuration, a baseline and a cache
campaign   input after input, the failures among them told apart, counted and made small
kills      copydesk killed in the middle of writing
races      a file saved by somebody else while copydesk writes it
"""
