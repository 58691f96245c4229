"""What is made of words is remembered, as long as they come again."""

from copydesk_rules.wording.shared.recent import Recent


def test_what_comes_again_is_made_once_and_the_rest_is_forgotten():
    made = []

    def upper(word):
        made.append(word)
        return word.upper()

    recent = Recent(upper, 3)
    for word in ("the", "ferry", "the", "tide", "the", "fog", "the", "buoy", "the", "mud"):
        assert recent[word] == word.upper()
    assert made.count("the") == 1
    assert recent["ferry"] == "FERRY"
    assert made.count("ferry") == 2
    assert len(recent) <= 3
