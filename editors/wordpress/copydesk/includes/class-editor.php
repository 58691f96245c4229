<?php
/**
 * The plugin in the editors.
 *
 * @package Copydesk
 */

namespace Copydesk;

/**
 * Loads the scripts of the block editor, and the box of the classic one.
 */
final class Editor {

	/**
	 * Load the translations that come with the plugin; those of the directory are stronger.
	 */
	public static function load_translations(): void {
		load_plugin_textdomain( 'copydesk', false, dirname( plugin_basename( FILE ) ) . '/languages' );
	}

	/**
	 * Load the block editor's scripts.
	 */
	public static function enqueue_block_editor(): void {
		$screen = get_current_screen();
		$post   = get_post();
		if ( ! $screen || 'post' !== $screen->base || ! $post || ! Settings::covers( $post->post_type ) ) {
			return;
		}
		self::script( 'check', array( 'wp-api-fetch', 'wp-i18n' ) );
		self::script( 'blocks', array( 'wp-blocks', 'wp-block-serialization-default-parser', 'wp-data', 'wp-rich-text' ) );
		self::script( 'marks', array( 'wp-annotations', 'wp-data', 'copydesk-blocks' ) );
		self::script( 'findings', array( 'wp-components', 'wp-element', 'wp-i18n' ) );
		self::script( 'editor', array( 'wp-block-editor', 'wp-data', 'wp-editor', 'wp-element', 'wp-keyboard-shortcuts', 'wp-i18n', 'wp-notices', 'wp-plugins', 'copydesk-check', 'copydesk-blocks', 'copydesk-marks', 'copydesk-findings' ) );
		wp_add_inline_script( 'copydesk-editor', 'window.copydesk.settings = ' . wp_json_encode( self::settings() ) . ';', 'before' );
		wp_enqueue_script( 'copydesk-editor' );
		self::style();
	}

	/**
	 * Load the style of marks into the frame that the text is in.
	 */
	public static function enqueue_in_text(): void {
		if ( is_admin() ) {
			wp_enqueue_style( 'copydesk-marks', plugins_url( 'assets/marks.css', FILE ), array(), VERSION );
		}
	}

	/**
	 * Add the box to the classic editor.
	 *
	 * @param string   $type Type of the post.
	 * @param \WP_Post $post The post.
	 */
	public static function add_box( string $type, $post ): void {
		if ( ! $post instanceof \WP_Post || ! Settings::covers( $type ) || use_block_editor_for_post( $post ) ) {
			return;
		}
		add_meta_box( 'copydesk', 'copydesk', array( self::class, 'box' ), $type, 'side', 'high' );
		self::script( 'check', array( 'wp-api-fetch', 'wp-i18n' ) );
		self::script( 'findings', array( 'wp-components', 'wp-element', 'wp-i18n' ) );
		self::script( 'classic', array( 'wp-element', 'copydesk-check', 'copydesk-findings' ) );
		wp_add_inline_script( 'copydesk-classic', 'window.copydesk.settings = ' . wp_json_encode( self::settings() ) . ';', 'before' );
		wp_enqueue_script( 'copydesk-classic' );
		wp_enqueue_style( 'wp-components' );
		self::style();
	}

	/**
	 * What the box holds before its script is there.
	 *
	 * @param \WP_Post $post The post.
	 */
	public static function box( \WP_Post $post ): void {
		printf( '<div id="copydesk-box" data-post="%d"></div>', (int) $post->ID );
	}

	/**
	 * What the scripts must know.
	 */
	private static function settings(): array {
		return array(
			'space'     => Rest::SPACE,
			'mayAdd'    => House::may_add(),
			'gate'      => 'never' !== Settings::get( 'level' ),
			'passes'    => Gate::passes_user( wp_get_current_user() ),
			'longest'   => House::LONG,
		);
	}

	/**
	 * Register a script.
	 *
	 * @param string   $name  Of the file.
	 * @param string[] $needs Scripts before it.
	 */
	private static function script( string $name, array $needs ): void {
		wp_register_script( "copydesk-$name", plugins_url( "assets/$name.js", FILE ), $needs, VERSION, true );
		if ( in_array( 'wp-i18n', $needs, true ) ) {
			wp_set_script_translations( "copydesk-$name", 'copydesk', dirname( FILE ) . '/languages' );
		}
	}

	/**
	 * Load the style sheet.
	 */
	private static function style(): void {
		wp_enqueue_style( 'copydesk', plugins_url( 'assets/copydesk.css', FILE ), array(), VERSION );
	}
}
