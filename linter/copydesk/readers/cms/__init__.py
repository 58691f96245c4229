"""Exports of content management systems: many articles a file.

wordpress    WXR
ghost        Ghost's JSON
ghost_cards  cards of Ghost's editors
json_spans   places in JSON
shortcodes   WordPress's shortcodes
xml_stream   XML cut into posts
"""
