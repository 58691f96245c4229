<?php
/**
 * The client of the checking server.
 *
 * @package Copydesk
 */

namespace Copydesk;

/**
 * Asks `copydesk serve`. The server is one that an administrator names, and stands in the house as a rule, so its
 * address may be any; redirections are not followed.
 */
final class Client {

	const DOWN     = 'copydesk_down';
	const LARGEST  = 8 * MB_IN_BYTES;
	const WAIT     = 8;
	const RECOVERY = 20;

	/**
	 * Post a request to a path, and decode the answer.
	 *
	 * That the server did not answer is kept for a moment, for who would rather not wait for it again.
	 *
	 * @param array $request What to send, as JSON.
	 * @return array|\WP_Error
	 */
	public static function check( array $request ) {
		$answer = self::request( 'POST', '/api/check', (string) wp_json_encode( $request ) );
		if ( is_wp_error( $answer ) && 'copydesk_unreachable' === $answer->get_error_code() ) {
			set_transient( self::DOWN, $answer->get_error_message(), self::RECOVERY );
		}
		if ( is_wp_error( $answer ) ) {
			return $answer;
		}
		$decoded = json_decode( $answer, true );
		if ( ! is_array( $decoded ) || ( $decoded['schema'] ?? '' ) !== 'copydesk/blocks/1' ) {
			return new \WP_Error( 'copydesk_strange', __( 'What answers at the address is not a copydesk server of this plugin’s version.', 'copydesk' ), array( 'status' => 502 ) );
		}
		return $decoded;
	}

	/**
	 * The body of the answer to a request.
	 *
	 * @param string $method GET or POST.
	 * @param string $path   Begins with a slash.
	 * @param string $body   What to send.
	 * @return string|\WP_Error
	 */
	public static function request( string $method, string $path, string $body = '' ) {
		$url = Settings::get( 'url' );
		if ( ! preg_match( '#^https?://[^/]#i', $url ) ) {
			return new \WP_Error( 'copydesk_unset', __( 'No address of a copydesk server is set.', 'copydesk' ), array( 'status' => 502 ) );
		}
		$headers = array( 'Content-Type' => 'application/json' );
		$token   = Settings::get( 'token' );
		if ( '' !== $token ) {
			$headers['Authorization'] = "Bearer $token";
		}
		$response = wp_remote_request(
			untrailingslashit( $url ) . $path,
			array(
				'method'              => $method,
				'body'                => '' === $body ? null : $body,
				'headers'             => $headers,
				'timeout'             => self::WAIT,
				'redirection'         => 0,
				'limit_response_size' => self::LARGEST,
			)
		);
		if ( is_wp_error( $response ) ) {
			return new \WP_Error( 'copydesk_unreachable', __( 'The copydesk server does not answer.', 'copydesk' ), array( 'status' => 502 ) );
		}
		$status = (int) wp_remote_retrieve_response_code( $response );
		if ( 200 !== $status ) {
			return new \WP_Error( 'copydesk_refused', self::refusal( $status ), array( 'status' => 502 ) );
		}
		return wp_remote_retrieve_body( $response );
	}

	/**
	 * What a status means here.
	 *
	 * @param int $status Of the answer.
	 */
	private static function refusal( int $status ): string {
		switch ( $status ) {
			case 401:
				return __( 'The copydesk server does not accept the token.', 'copydesk' );
			case 413:
				return __( 'The article is larger than the copydesk server takes.', 'copydesk' );
			case 421:
				return __( 'The copydesk server does not know itself by this name; start it with --allow-host.', 'copydesk' );
			case 503:
				return __( 'The copydesk server has too much to do, or the check took too long.', 'copydesk' );
			default:
				/* translators: %d: an HTTP status. */
				return sprintf( __( 'The copydesk server answers with status %d.', 'copydesk' ), $status );
		}
	}
}
