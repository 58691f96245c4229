<?php
/**
 * What the editor asks the site.
 *
 * @package Copydesk
 */

namespace Copydesk;

/**
 * The routes of copydesk/v1. Each asks whether the user may edit the very post; what adds to the house's list asks more.
 */
final class Rest {

	const SPACE = 'copydesk/v1';
	const APART = 1.0;

	/**
	 * Register the routes.
	 */
	public static function register(): void {
		$post = array(
			'type'     => 'integer',
			'required' => true,
			'minimum'  => 1,
		);
		$text = array(
			'type'    => 'string',
			'default' => '',
		);
		self::route(
			'/check',
			'POST',
			'check',
			array(
				'post'    => $post,
				'title'   => $text,
				'excerpt' => $text,
				'content' => $text,
			)
		);
		self::route(
			'/ignored',
			'POST',
			'ignore',
			array(
				'post'   => $post,
				'keys'   => self::keys(),
				'reason' => array(
					'type'      => 'string',
					'required'  => true,
					'minLength' => 1,
					'maxLength' => 500,
				),
			)
		);
		self::route(
			'/ignored',
			'DELETE',
			'restore',
			array(
				'post'      => $post,
				'decisions' => array(
					'type'     => 'array',
					'required' => true,
					'items'    => array(
						'type'    => 'integer',
						'minimum' => 0,
					),
				),
			)
		);
		self::route(
			'/house',
			'POST',
			'add_to_house',
			array(
				'post' => $post,
				'list' => array(
					'type'     => 'string',
					'enum'     => House::LISTS,
					'required' => true,
				),
				'word' => array(
					'type'      => 'string',
					'required'  => true,
					'minLength' => 1,
					'maxLength' => House::LONG,
				),
			)
		);
	}

	/**
	 * Register a route.
	 *
	 * @param string $path   Within the space.
	 * @param string $method Of HTTP.
	 * @param string $answer The method here that answers.
	 * @param array  $args   What it takes.
	 */
	private static function route( string $path, string $method, string $answer, array $args ): void {
		register_rest_route(
			self::SPACE,
			$path,
			array(
				'methods'             => $method,
				'callback'            => array( self::class, $answer ),
				'permission_callback' => array( self::class, 'may_edit' ),
				'args'                => $args,
			)
		);
	}

	/**
	 * The schema of the keys that a finding is recognised by.
	 */
	private static function keys(): array {
		$text = array(
			'type'      => 'string',
			'maxLength' => 1000,
		);
		return array(
			'type'     => 'array',
			'required' => true,
			'minItems' => 1,
			'maxItems' => 500,
			'items'    => array(
				'type'                 => 'object',
				'additionalProperties' => false,
				'properties'           => array(
					'rule'   => array( 'required' => true ) + $text,
					'words'  => array( 'required' => true ) + $text,
					'before' => array( 'required' => true ) + $text,
					'after'  => array( 'required' => true ) + $text,
					'nth'    => array(
						'type'     => 'integer',
						'required' => true,
						'minimum'  => 1,
						'maximum'  => 1000000,
					),
				),
			),
		);
	}

	/**
	 * Whether the user may edit the post, and its type is one that is checked.
	 *
	 * @param \WP_REST_Request $request What is asked.
	 */
	public static function may_edit( \WP_REST_Request $request ): bool {
		$post = get_post( (int) $request['post'] );
		return $post && Settings::covers( $post->post_type ) && current_user_can( 'edit_post', $post->ID );
	}

	/**
	 * Check what the editor holds.
	 *
	 * @param \WP_REST_Request $request What is asked.
	 * @return array|\WP_Error
	 */
	public static function check( \WP_REST_Request $request ) {
		$texts = array_map(
			fn( $name ) => $request[ $name ],
			array(
				'title'   => 'title',
				'excerpt' => 'excerpt',
				'content' => 'content',
			)
		);
		return Checker::check( (int) $request['post'], $texts, array( self::class, 'may_ask' ) );
	}

	/**
	 * Refuse a check within a second of the user's last one, and where the server did not answer a moment ago.
	 */
	public static function may_ask(): ?\WP_Error {
		$down = get_transient( Client::DOWN );
		if ( is_string( $down ) && '' !== $down ) {
			return new \WP_Error( 'copydesk_unreachable', $down, array( 'status' => 502 ) );
		}
		$name = 'copydesk_asked_' . get_current_user_id();
		$now  = microtime( true );
		if ( $now - (float) get_transient( $name ) < self::APART ) {
			return new \WP_Error( 'copydesk_too_soon', __( 'One check a second, please.', 'copydesk' ), array( 'status' => 429 ) );
		}
		set_transient( $name, $now, MINUTE_IN_SECONDS );
		return null;
	}

	/**
	 * Ignore a finding in the post.
	 *
	 * @param \WP_REST_Request $request What is asked.
	 */
	public static function ignore( \WP_REST_Request $request ) {
		$reason = sanitize_text_field( $request['reason'] );
		if ( '' === $reason ) {
			return new \WP_Error( 'copydesk_no_reason', __( 'Say why it may stay.', 'copydesk' ), array( 'status' => 400 ) );
		}
		Ignores::add( (int) $request['post'], $request['keys'], $reason );
		return array( 'ignored' => count( Ignores::of( (int) $request['post'] ) ) );
	}

	/**
	 * Take a decision back.
	 *
	 * @param \WP_REST_Request $request What is asked.
	 */
	public static function restore( \WP_REST_Request $request ): array {
		Ignores::remove( (int) $request['post'], $request['decisions'] );
		return array( 'ignored' => count( Ignores::of( (int) $request['post'] ) ) );
	}

	/**
	 * Add to the house's list.
	 *
	 * @param \WP_REST_Request $request What is asked.
	 */
	public static function add_to_house( \WP_REST_Request $request ) {
		if ( ! House::may_add() ) {
			return new \WP_Error( 'copydesk_not_allowed', __( 'Ask an editor to add to the house’s list.', 'copydesk' ), array( 'status' => 403 ) );
		}
		$word = trim( preg_replace( '/\s+/u', ' ', $request['word'] ) );
		if ( ! House::is_word( $word ) ) {
			return new \WP_Error( 'copydesk_no_word', __( 'This is no word for the list.', 'copydesk' ), array( 'status' => 400 ) );
		}
		House::add( $request['list'], $word );
		return House::all();
	}
}
