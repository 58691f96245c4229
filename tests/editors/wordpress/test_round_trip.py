"""Posts of WordPress, exported by itself, fixed by `copydesk check --fix`, and imported into a new site."""

import re

import pytest

from wordpress import wordpress
from wordpress_blocks import block, bullets, heading, paragraph, quote, table

pytestmark = pytest.mark.nightly

POSTS = {
    "Paragraphs": "\n\n".join(
        [
            paragraph('Paris in <em>the</em> the <a href="https://example.org/?a=1&amp;b=2">spring</a> 🚢.'),
            paragraph("Nothing is wrong here &amp; there, ]]&gt; or in &lt;b&gt;."),
        ]
    ),
    "Headings": heading("In the the fog"),
    "Quotes": quote(paragraph("It was a day."), cite="A a sailor"),
    "Lists": bullets("One in the the list 😀", "Two"),
    "Tables": table("In the the cell", "2"),
    "Shortcodes": "\n\n".join(
        [
            paragraph("Before the the gallery."),
            block("shortcode", '[gallery ids="1,2" title="the the"]'),
        ]
    ),
}
EXPORT = """
require ABSPATH . 'wp-admin/includes/export.php';
ob_start(); export_wp(['content' => 'post']); $xml = ob_get_clean();
file_put_contents($argv[1], $xml);
"""
#: Posts as they are in an export, written by nothing but WordPress's own functions.
IMPORT = """
define('WP_IMPORTING', true); kses_remove_filters();
foreach (simplexml_load_file($argv[1], null, LIBXML_PARSEHUGE)->channel->item as $item) {
    $said = $item->children('wp', true);
    wp_insert_post(wp_slash([
        'post_type' => (string) $said->post_type, 'post_status' => (string) $said->status,
        'post_title' => (string) $item->title,
        'post_content' => (string) $item->children('content', true)->encoded,
        'post_excerpt' => (string) $item->children('excerpt', true)->encoded,
    ]), true);
}
"""
ALL = "foreach (get_posts(['numberposts' => -1, 'post_status' => 'any']) as $post)"
CLEAR = f"{ALL} wp_delete_post($post->ID, true);"
CONTENTS = f"$found = []; {ALL} $found[$post->post_title] = $post->post_content; echo json_encode($found);"


def test_only_what_fixes_change_differs(site, tmp_path, copydesk):
    site.php(CLEAR)
    for title, content in POSTS.items():
        site.post(title=title, content=content, status="publish")
    export = tmp_path / "export.xml"
    site.php(EXPORT, str(export))
    assert copydesk("check", "--isolated", "--fix", str(export)).returncode in (0, 1)
    with wordpress(tmp_path / "other") as other:
        other.php(CLEAR)
        other.php(IMPORT, str(export))
        imported = other.php(CONTENTS)
    expected = {
        title: re.sub(r"(?i)\b(the|a)(</em>)? \1\b(?!\")", r"\1\2", text) for title, text in POSTS.items()
    }
    assert imported == expected
