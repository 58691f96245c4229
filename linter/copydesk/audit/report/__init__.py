"""The report of an audit.

page     the report as a page
jobs     what to do first
stats    counts and charts
publish  findings written out
"""
