"""Posts of WordPress, exported by itself, fixed by `copydesk check --fix`, and imported into a new site."""

import re

import pytest

from wordpress import wordpress

pytestmark = pytest.mark.nightly

PARAGRAPH = "<!-- wp:paragraph -->\n<p>{}</p>\n<!-- /wp:paragraph -->"
POSTS = {
    "Paragraphs": "\n\n".join(
        [
            PARAGRAPH.format(
                'Paris in <em>the</em> the <a href="https://example.org/?a=1&amp;b=2">spring</a> 🚢.'
            ),
            PARAGRAPH.format("Nothing is wrong here &amp; there, ]]&gt; or in &lt;b&gt;."),
        ]
    ),
    "Headings": '<!-- wp:heading {"level":3} -->\n<h3 class="wp-block-heading">In the the fog</h3>\n<!-- /wp:heading -->',
    "Quotes": '<!-- wp:quote -->\n<blockquote class="wp-block-quote">'
    + PARAGRAPH.format("It was a day.")
    + "<cite>A a sailor</cite></blockquote>\n<!-- /wp:quote -->",
    "Lists": '<!-- wp:list -->\n<ul class="wp-block-list"><!-- wp:list-item -->\n<li>One in the the list 😀</li>\n'
    "<!-- /wp:list-item --></ul>\n<!-- /wp:list -->",
    "Tables": '<!-- wp:table -->\n<figure class="wp-block-table"><table class="has-fixed-layout"><tbody><tr>'
    "<td>In the the cell</td><td>2</td></tr></tbody></table></figure>\n<!-- /wp:table -->",
    "Shortcodes": PARAGRAPH.format("Before the the gallery.")
    + '\n\n<!-- wp:shortcode -->\n[gallery ids="1,2" title="the the"]\n<!-- /wp:shortcode -->',
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
    $fields = $item->children('wp', true);
    wp_insert_post(wp_slash(['post_type' => (string) $fields->post_type, 'post_status' => (string) $fields->status,
        'post_title' => (string) $item->title, 'post_content' => (string) $item->children('content', true)->encoded,
        'post_excerpt' => (string) $item->children('excerpt', true)->encoded]), true);
}
"""
CONTENTS = """
$found = [];
foreach (get_posts(['numberposts' => -1, 'post_status' => 'any']) as $post) { $found[$post->post_title] = $post->post_content; }
echo json_encode($found);
"""


def test_only_what_fixes_change_differs(site, tmp_path, copydesk):
    site.php(
        "foreach (get_posts(['numberposts' => -1, 'post_status' => 'any']) as $post) wp_delete_post($post->ID, true);"
    )
    for title, content in POSTS.items():
        site.post(title=title, content=content, status="publish")
    export = tmp_path / "export.xml"
    site.php(EXPORT, str(export))
    assert copydesk("check", "--isolated", "--fix", str(export)).returncode in (0, 1)
    with wordpress(tmp_path / "other") as other:
        other.php(
            "foreach (get_posts(['numberposts' => -1, 'post_status' => 'any']) as $post) wp_delete_post($post->ID, true);"
        )
        other.php(IMPORT, str(export))
        imported = other.php(CONTENTS)
    expected = {
        title: re.sub(r"(?i)\b(the|a)(</em>)? \1\b(?!\")", r"\1\2", text) for title, text in POSTS.items()
    }
    assert imported == expected
