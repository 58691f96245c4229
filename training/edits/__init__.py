"""The steps that make the weights of `copydesk_rules.wording.edits`: see `train_edits.py`."""
