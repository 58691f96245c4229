"""What the rule `languagetool` is made of: servers, what they are asked, what is taken of their answers."""
