<?php
/**
 * The gate before publication.
 *
 * @package Copydesk
 */

namespace Copydesk;

/**
 * Keeps a post from being published, or scheduled, while it has findings of the level that the site sets. It
 * stands on the server, where every way leads through: the block editor, other programs over REST and XML-RPC, the
 * classic editor, quick and bulk edit. Where the checker does not answer, it lets a post pass and says so.
 */
final class Gate {

	const PUBLIC_STATUSES = array( 'publish', 'future' );

	/**
	 * Verdicts of this request, by digest of the texts: more than one hook asks for the same post.
	 *
	 * @var array
	 */
	private static $verdicts = array();

	/**
	 * Stand where posts are written.
	 */
	public static function register(): void {
		add_action(
			'rest_api_init',
			function () {
				foreach ( Settings::possible_post_types() as $type ) {
					add_filter( "rest_pre_insert_$type", array( self::class, 'at_rest' ), 10, 1 );
				}
			}
		);
		add_filter( 'wp_insert_post_data', array( self::class, 'at_insert' ), PHP_INT_MAX, 2 );
		add_action( 'admin_notices', array( Log::class, 'show' ) );
	}

	/**
	 * Whether a user may publish all the same.
	 *
	 * @param \WP_User $user The user.
	 */
	public static function passes_user( \WP_User $user ): bool {
		return array() !== array_intersect( $user->roles, Settings::get( 'roles' ) );
	}

	/**
	 * A post that is written over REST, or what is wrong with it.
	 *
	 * @param \stdClass|\WP_Error $prepared As REST has prepared it.
	 * @return \stdClass|\WP_Error
	 */
	public static function at_rest( $prepared ) {
		if ( is_wp_error( $prepared ) ) {
			return $prepared;
		}
		$before = empty( $prepared->ID ) ? null : get_post( $prepared->ID );
		$type   = $prepared->post_type ?? ( $before ? $before->post_type : 'post' );
		$status = $prepared->post_status ?? ( $before ? $before->post_status : 'draft' );
		if ( ! self::opens( $type, $status, $before ) ) {
			return $prepared;
		}
		$texts = array();
		foreach ( array( 'title', 'excerpt', 'content' ) as $name ) {
			$field          = "post_$name";
			$texts[ $name ] = (string) ( $prepared->$field ?? ( $before ? $before->$field : '' ) );
		}
		$stopped = self::stopped( $before ? $before->ID : 0, $texts );
		return $stopped ? self::refusal( $stopped ) : $prepared;
	}

	/**
	 * The row of a post that is about to be written, which stays what it was where it may not be published.
	 *
	 * @param array $data The row, with slashes.
	 * @param array $given What was asked for.
	 */
	public static function at_insert( array $data, array $given ): array {
		$before = empty( $given['ID'] ) ? null : get_post( $given['ID'] );
		if ( ! self::opens( $data['post_type'], $data['post_status'], $before ) ) {
			return $data;
		}
		$texts   = array_map(
			fn( $name ) => (string) wp_unslash( $data[ "post_$name" ] ),
			array(
				'title'   => 'title',
				'excerpt' => 'excerpt',
				'content' => 'content',
			)
		);
		$stopped = self::stopped( $before ? $before->ID : 0, $texts );
		if ( ! $stopped ) {
			return $data;
		}
		$message = self::message( $stopped );
		if ( wp_doing_ajax() ) { // Quick edit shows what it is answered in the row.
			wp_die( esc_html( $message ), '', array( 'response' => 200 ) );
		}
		if ( defined( 'XMLRPC_REQUEST' ) && XMLRPC_REQUEST && isset( $GLOBALS['wp_xmlrpc_server'] ) ) {
			$GLOBALS['wp_xmlrpc_server']->error( 403, $message );
		}
		Log::tell( ( '' === $texts['title'] ? '' : $texts['title'] . ': ' ) . $message );
		$data['post_status'] = $before && 'auto-draft' !== $before->post_status ? $before->post_status : 'draft';
		return $data;
	}

	/**
	 * Whether something becomes public that the gate is for.
	 *
	 * @param string        $type   Type of the post.
	 * @param string        $status That it is to have.
	 * @param \WP_Post|null $before The post so far.
	 */
	private static function opens( string $type, string $status, ?\WP_Post $before ): bool {
		$trusted = ( defined( 'WP_IMPORTING' ) && WP_IMPORTING ) || ( defined( 'WP_CLI' ) && WP_CLI );
		return 'never' !== Settings::get( 'level' )
			&& ! $trusted
			&& in_array( $status, self::PUBLIC_STATUSES, true )
			&& ! ( $before && in_array( $before->post_status, self::PUBLIC_STATUSES, true ) )
			&& Settings::covers( $type );
	}

	/**
	 * How many findings stop a post, for the current user.
	 *
	 * @param int   $post  Its number; 0 where it has none yet.
	 * @param array $texts Its title, excerpt and content.
	 */
	private static function stopped( int $post, array $texts ): int {
		$key = md5( $post . wp_json_encode( $texts ) );
		if ( isset( self::$verdicts[ $key ] ) ) {
			return self::$verdicts[ $key ];
		}
		$answer = Checker::check( $post, $texts );
		$count  = 0;
		if ( is_wp_error( $answer ) ) {
			Log::note( $post, 'unchecked' );
			/* translators: %s: what is wrong with the checker. */
			Log::tell( sprintf( __( 'Published without a check by copydesk. %s', 'copydesk' ), $answer->get_error_message() ) );
		} elseif ( $answer['gate']['stopped'] ) {
			$passes = $answer['gate']['passes'];
			$count  = $passes ? 0 : $answer['gate']['stopped'];
			Log::note( $post, $passes ? 'published' : 'stopped', $answer['gate']['stopped'] );
		}
		self::$verdicts[ $key ] = $count;
		return $count;
	}

	/**
	 * What is said of a post that is stopped.
	 *
	 * @param int $count How many findings stop it.
	 */
	private static function message( int $count ): string {
		return sprintf(
			/* translators: %d: how many findings. */
			_n(
				'Not published: copydesk has %d finding that must be fixed, or ignored with a reason, first.',
				'Not published: copydesk has %d findings that must be fixed, or ignored with a reason, first.',
				$count,
				'copydesk'
			),
			$count
		);
	}

	/**
	 * The same for REST.
	 *
	 * @param int $count How many findings stop it.
	 */
	private static function refusal( int $count ): \WP_Error {
		return new \WP_Error( 'copydesk_stopped', self::message( $count ), array( 'status' => 403 ) );
	}
}
