"""The plugin for WordPress on a network of sites."""

import pytest

from wordpress import wordpress

pytestmark = pytest.mark.nightly

MAKE_NETWORK = """
define('WP_INSTALLING_NETWORK', true);
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
foreach ($wpdb->tables('ms_global') as $table => $name) { $wpdb->$table = $name; }
install_network();
populate_network(1, $argv[1], 'admin@example.org', 'Network', '/', false);
"""
CONSTANTS = """<?php
define('MULTISITE', true);
define('SUBDOMAIN_INSTALL', false);
define('DOMAIN_CURRENT_SITE', '{}');
define('PATH_CURRENT_SITE', '/');
define('SITE_ID_CURRENT_SITE', 1);
define('BLOG_ID_CURRENT_SITE', 1);
"""
KEEP = """
$other = wp_insert_site(['domain' => $argv[1], 'path' => '/other/', 'title' => 'Other', 'user_id' => 1]);
Copydesk\\House::add('words', 'first');
switch_to_blog($other);
Copydesk\\House::add('words', 'second');
$post = wp_insert_post(['post_title' => 'Fog', 'post_content' => 'a']);
$key = ['rule' => 'a', 'words' => 'b', 'before' => '', 'after' => '', 'nth' => 1];
Copydesk\\Ignores::add($post, [$key], 'c');
restore_current_blog();
"""
LEFT = """
$left = [];
foreach (get_sites(['fields' => 'ids']) as $site) {
    switch_to_blog($site);
    $left[] = [Copydesk\\House::all()['words'], (int) $wpdb->get_var(
        "SELECT COUNT(*) FROM $wpdb->postmeta WHERE meta_key LIKE '%copydesk%'"
    )];
    restore_current_blog();
}
echo json_encode($left);
"""


def test_each_site_has_its_own_list_and_uninstalling_clears_all(tmp_path):
    with wordpress(tmp_path) as site:
        domain = site.url.removeprefix("http://")
        site.php(MAKE_NETWORK, domain)
        config = site.folder / "wp-config.php"
        config.write_text(config.read_text().replace("<?php", CONSTANTS.format(domain), 1))
        site.php(KEEP, domain)
        assert site.php(LEFT) == [[["first"], 0], [["second"], 1]]
        site.php("define('WP_UNINSTALL_PLUGIN', true); require WP_PLUGIN_DIR . '/copydesk/uninstall.php';")
        assert site.php(LEFT) == [[[], 0], [[], 0]]
