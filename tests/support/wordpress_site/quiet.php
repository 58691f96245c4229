<?php
// A site that asks nobody, and in which the classic editor can be had: by ?classic, or for a post by its meta.
add_filter( 'pre_option_show_avatars', fn() => '0' );
add_filter( 'pre_wp_mail', '__return_true' );
foreach ( array( 'core', 'plugins', 'themes' ) as $kind ) {
	add_filter( "pre_site_transient_update_$kind", fn() => (object) array( 'last_checked' => time(), 'version_checked' => $GLOBALS['wp_version'], 'updates' => array(), 'response' => array(), 'translations' => array(), 'checked' => array() ) );
}
add_filter( 'should_load_remote_block_patterns', '__return_false' );
add_filter( 'block_editor_settings_all', fn( $settings ) => array( 'enableOpenverseMediaCategory' => false ) + $settings );
add_filter( 'use_block_editor_for_post', fn( $use ) => $use && ! isset( $_GET['classic'] ) );
add_action( 'init', fn() => register_post_type( 'brief', array( 'public' => true, 'show_in_rest' => true, 'supports' => array( 'title', 'editor', 'excerpt' ) ) ) );
add_action( 'init', fn() => register_post_type( 'hidden', array( 'public' => false, 'show_ui' => true, 'show_in_rest' => true, 'supports' => array( 'title', 'editor' ) ) ) );
