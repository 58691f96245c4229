<?php
/**
 * Plugin Name:       copydesk
 * Description:       The last reader before publication: finds defects where you write, fixes them with a key, and keeps an article with open ones from being published. Nothing leaves the house: your own copydesk server checks.
 * Version:           0.1.0
 * Requires at least: 6.8
 * Requires PHP:      7.4
 * Author:            copydesk
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       copydesk
 * Domain Path:       /languages
 *
 * @package Copydesk
 */

namespace Copydesk;

defined( 'ABSPATH' ) || exit;

const VERSION = '0.1.0';
const FILE    = __FILE__;

foreach ( array( 'settings', 'settings-page', 'pieces', 'client', 'ignores', 'house', 'checker', 'rest', 'log', 'gate', 'editor', 'site-health' ) as $copydesk_name ) {
	require_once __DIR__ . "/includes/class-$copydesk_name.php";
}
unset( $copydesk_name );

add_action( 'init', array( Editor::class, 'load_translations' ) );
add_action( 'rest_api_init', array( Rest::class, 'register' ) );
add_action( 'admin_init', array( Settings::class, 'register' ) );
add_action( 'admin_menu', array( Settings_Page::class, 'register' ) );
add_action( 'admin_post_copydesk_house', array( Settings_Page::class, 'save_house' ) );
add_action( 'enqueue_block_editor_assets', array( Editor::class, 'enqueue_block_editor' ) );
add_action( 'enqueue_block_assets', array( Editor::class, 'enqueue_in_text' ) );
add_action( 'add_meta_boxes', array( Editor::class, 'add_box' ), 10, 2 );
add_filter( 'site_status_tests', array( Site_Health::class, 'add_test' ) );
Gate::register();

if ( defined( 'WP_CLI' ) && WP_CLI ) {
	require_once __DIR__ . '/includes/class-cli.php';
	\WP_CLI::add_command( 'copydesk', Cli::class );
}
