"""Word processors' documents.

docx        Word
odt         OpenDocument
rtf         Rich Text Format
properties  what documents say of themselves
zip         packages in ZIP archives
xml         XML with places
read_only   formats that are read and not written
"""
