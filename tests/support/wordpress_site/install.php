<?php
// Installs the site, the plugin and its users; echoes their application passwords.
@mkdir( '{RUN}/database' );
ob_start();
define( 'WP_INSTALLING', true );
require __DIR__ . '/boot.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';
wp_install( 'Harbour Gazette', 'admin', 'admin@example.org', false, '', 'password' );
update_option( 'permalink_structure', '/%postname%/' );
update_option( 'timezone_string', 'UTC' );
$passwords = array();
foreach ( array( 'admin' => 'administrator', 'editor' => 'editor', 'author' => 'author', 'contributor' => 'contributor', 'subscriber' => 'subscriber' ) as $login => $role ) {
	$user = get_user_by( 'login', $login );
	$id   = $user ? $user->ID : wp_insert_user( array( 'user_login' => $login, 'user_pass' => 'password', 'user_email' => "$login@example.org", 'role' => $role ) );
	update_user_meta(
		$id,
		$GLOBALS['wpdb']->get_blog_prefix() . 'persisted_preferences',
		array(
			'core'           => array( 'enableChoosePatternModal' => false, 'isComplementaryAreaVisible' => true ),
			'core/edit-post' => array( 'welcomeGuide' => false, 'fullscreenMode' => true ),
			'_modified'      => gmdate( 'c' ),
		)
	);
	list( $passwords[ $login ] ) = WP_Application_Passwords::create_new_application_password( $id, array( 'name' => 'tests' ) );
}
$result = activate_plugin( 'copydesk/copydesk.php' );
if ( is_wp_error( $result ) ) {
	fwrite( STDERR, $result->get_error_message() );
	exit( 1 );
}
ob_end_clean();
echo json_encode( $passwords );
