<?php
/**
 * Takes away all that the plugin has kept, on every site of a network.
 *
 * @package Copydesk
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

/**
 * Take away what is kept on the current site.
 */
function copydesk_forget() {
	global $wpdb;
	foreach ( array( 'copydesk_settings', 'copydesk_house' ) as $name ) {
		delete_option( $name );
	}
	foreach ( array( '_copydesk_ignores', '_copydesk_log' ) as $name ) {
		delete_post_meta_by_key( $name );
	}
	foreach ( array( '_transient_copydesk_', '_transient_timeout_copydesk_' ) as $beginning ) {
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- transients are deleted by the beginning of their names only so.
		$names = $wpdb->get_col( $wpdb->prepare( "SELECT option_name FROM $wpdb->options WHERE option_name LIKE %s", $wpdb->esc_like( $beginning ) . '%' ) );
		array_map( 'delete_option', $names );
	}
}

if ( is_multisite() ) {
	$copydesk_sites = get_sites(
		array(
			'fields' => 'ids',
			'number' => 0,
		)
	);
	foreach ( $copydesk_sites as $copydesk_site ) {
		switch_to_blog( $copydesk_site );
		copydesk_forget();
		restore_current_blog();
	}
} else {
	copydesk_forget();
}
