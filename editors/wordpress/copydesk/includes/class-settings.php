<?php
/**
 * The settings of a site.
 *
 * @package Copydesk
 */

namespace Copydesk;

/**
 * What an administrator sets; two of them may be set in wp-config.php instead: COPYDESK_URL and COPYDESK_TOKEN.
 */
final class Settings {

	const OPTION   = 'copydesk_settings';
	const LEVELS   = array( 'never', 'error', 'warning', 'suggestion' );
	const DIALECTS = array( 'en-US', 'en-GB', 'en-AU', 'en-CA', 'en-IE', 'en-IN', 'en-NZ', 'en-ZA' );

	/**
	 * What holds where nothing is set.
	 */
	private static function defaults(): array {
		return array(
			'url'        => 'http://127.0.0.1:8081',
			'token'      => '',
			'dialect'    => '',
			'select'     => array(),
			'ignore'     => array(),
			'level'      => 'never',
			'roles'      => array( 'administrator' ),
			'post_types' => null,
		);
	}

	/**
	 * A setting.
	 *
	 * @param string $name One of the defaults.
	 * @return mixed
	 */
	public static function get( string $name ) {
		$constant = 'COPYDESK_' . strtoupper( $name );
		if ( in_array( $name, array( 'url', 'token' ), true ) && defined( $constant ) ) {
			return (string) constant( $constant );
		}
		$set = get_option( self::OPTION, array() );
		return ( is_array( $set ) ? $set : array() )[ $name ] ?? self::defaults()[ $name ];
	}

	/**
	 * The types of posts that could be checked: those that visitors see and that have a text.
	 *
	 * @return string[]
	 */
	public static function possible_post_types(): array {
		$types = array_diff( get_post_types( array( 'public' => true ) ), array( 'attachment' ) );
		return array_values( array_filter( $types, fn( $type ) => post_type_supports( $type, 'editor' ) ) );
	}

	/**
	 * Whether posts of a type are checked; by default all are that can be.
	 *
	 * @param string $type Name of the type.
	 */
	public static function covers( string $type ): bool {
		$possible = self::possible_post_types();
		return in_array( $type, $possible, true ) && in_array( $type, self::get( 'post_types' ) ?? $possible, true );
	}

	/**
	 * Tell WordPress of the option.
	 */
	public static function register(): void {
		register_setting(
			self::OPTION,
			self::OPTION,
			array(
				'type'              => 'array',
				'sanitize_callback' => array( self::class, 'sanitize' ),
				'show_in_rest'      => false,
			)
		);
	}

	/**
	 * The settings that a form gives, as they are kept.
	 *
	 * @param mixed $given What was sent.
	 */
	public static function sanitize( $given ): array {
		$given = is_array( $given ) ? $given : array();
		$kept  = array_merge( self::defaults(), (array) get_option( self::OPTION, array() ) );
		if ( isset( $given['url'] ) ) {
			$url = untrailingslashit( esc_url_raw( trim( (string) $given['url'] ), array( 'http', 'https' ) ) );
			if ( '' === $url ) {
				add_settings_error( self::OPTION, 'url', __( 'The address must begin with http:// or https://.', 'copydesk' ) );
			} else {
				$kept['url'] = $url;
			}
		}
		$token = trim( (string) ( $given['token'] ?? '' ) );
		if ( ! empty( $given['forget_token'] ) || '' !== $token ) {
			$kept['token'] = empty( $given['forget_token'] ) ? sanitize_text_field( $token ) : '';
		}
		$kept['dialect'] = self::one_of( $given['dialect'] ?? '', self::DIALECTS, '' );
		$kept['level']   = self::one_of( $given['level'] ?? '', self::LEVELS, 'never' );
		$kept['select']  = self::names( $given['select'] ?? '' );
		$kept['ignore']  = self::names( $given['ignore'] ?? '' );

		$kept['roles']      = array_values( array_intersect( (array) ( $given['roles'] ?? array() ), array_keys( wp_roles()->roles ) ) );
		$kept['post_types'] = array_values( array_intersect( (array) ( $given['post_types'] ?? array() ), self::possible_post_types() ) );
		delete_transient( Client::DOWN );
		return $kept;
	}

	/**
	 * A value, if it may be had.
	 *
	 * @param mixed    $value    What was sent.
	 * @param string[] $possible Those there are.
	 * @param string   $else     What is taken instead.
	 */
	private static function one_of( $value, array $possible, string $else ): string {
		return in_array( $value, $possible, true ) ? $value : $else;
	}

	/**
	 * The names of rules and groups in a text, apart by spaces or commas.
	 *
	 * @param mixed $text What was sent; a list when WordPress sanitizes what is sanitized already.
	 * @return string[]
	 */
	private static function names( $text ): array {
		$parts = is_array( $text ) ? $text : preg_split( '/[\s,]+/', strtolower( (string) $text ) );
		return array_values( array_unique( array_filter( $parts, fn( $name ) => 1 === preg_match( '/^[a-z0-9-]{1,100}$/', (string) $name ) ) ) );
	}
}
