"""Pages: the parts of HTML that the report, the review and the audit share.

page      a file that needs nothing else: templates, style sheets, scripts
view      an article with its findings
layout    its blocks as a reader sees them: lists, tables, quotations
marks     its text, cut where findings begin and end
cards     all there is to say of one finding
diff      differences of two texts by words
overview  many articles by rule, date, author and section
charts    bars and columns
"""
