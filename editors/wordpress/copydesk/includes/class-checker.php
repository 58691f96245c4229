<?php
/**
 * The checker of a post.
 *
 * @package Copydesk
 */

namespace Copydesk;

/**
 * Sends a post and makes of the answer what editor and gate work with. Answers are kept for an hour by a digest of all that
 * they depend on; of a text that is kept nothing but what was found.
 */
final class Checker {

	const KEPT       = HOUR_IN_SECONDS;
	const PREFIX     = 'copydesk_answer_';
	const LARGEST    = 500 * KB_IN_BYTES;
	const SEVERITIES = array( 'suggestion', 'warning', 'error' );

	/**
	 * Check a post.
	 *
	 * @param int           $post    Its number, for what is ignored in it.
	 * @param array         $texts   Its title, excerpt and content.
	 * @param callable|null $may_ask Called before the server is asked; may return a WP_Error.
	 * @return array|\WP_Error
	 */
	public static function check( int $post, array $texts, ?callable $may_ask = null ) {
		$pieces  = Pieces::of( $texts['title'], $texts['excerpt'], $texts['content'] );
		$request = self::request( $post, $pieces );
		$key     = self::PREFIX . md5( Settings::get( 'url' ) . wp_json_encode( $request ) );
		$answer  = get_transient( $key );
		if ( ! is_array( $answer ) ) {
			$refusal = $may_ask ? $may_ask() : null;
			$answer  = is_wp_error( $refusal ) ? $refusal : Client::check( $request );
			if ( is_wp_error( $answer ) ) {
				return $answer;
			}
			if ( strlen( wp_json_encode( $answer ) ) <= self::LARGEST ) {
				set_transient( $key, $answer, self::KEPT );
			}
		}
		return self::shown( $answer, $pieces );
	}

	/**
	 * What is sent.
	 *
	 * @param int     $post   The post's number.
	 * @param array[] $pieces Its pieces.
	 */
	private static function request( int $post, array $pieces ): array {
		$sent    = array_flip( array( 'role', 'text' ) );
		$request = array(
			'blocks'        => array_map( fn( $piece ) => array_intersect_key( $piece, $sent ), $pieces ),
			'house'         => array_map( 'array_values', House::all() ),
			'extend_select' => Settings::get( 'select' ),
			'ignore'        => Settings::get( 'ignore' ),
			'ignored'       => Ignores::to_send( $post ),
		);
		if ( '' !== Settings::get( 'dialect' ) ) {
			$request['house']['dialect'] = Settings::get( 'dialect' );
		}
		return $request;
	}

	/**
	 * The answer as the editor takes it: with the pieces that something was found in.
	 *
	 * @param array   $answer The server's.
	 * @param array[] $pieces Of the post.
	 */
	private static function shown( array $answer, array $pieces ): array {
		$named = array();
		foreach ( array( 'findings', 'ignored' ) as $kind ) {
			foreach ( $answer[ $kind ] as $number => $finding ) {
				$answer[ $kind ][ $number ]['list']  = House::list_for( $finding );
				$answer[ $kind ][ $number ]['stops'] = self::stops( $finding );
				$places = array_merge( $finding['places'], ...array_column( $finding['related'], 'places' ), ...array_column( $finding['fixes'], 'edits' ) );
				$named += array_fill_keys( array_column( $places, 'block' ), true );
			}
		}
		return array(
			'words'    => $answer['words'],
			'errors'   => $answer['errors'],
			'findings' => $answer['findings'],
			'ignored'  => $answer['ignored'],
			'pieces'   => (object) array_intersect_key( $pieces, $named ),
			'gate'     => array(
				'stopped' => count( array_filter( $answer['findings'], array( self::class, 'stops' ) ) ),
				'passes'  => Gate::passes_user( wp_get_current_user() ),
			),
		);
	}

	/**
	 * Whether a finding stops publication.
	 *
	 * @param array $finding As the server tells it.
	 */
	public static function stops( array $finding ): bool {
		$level = array_search( Settings::get( 'level' ), self::SEVERITIES, true );
		return false !== $level && array_search( $finding['severity'], self::SEVERITIES, true ) >= $level;
	}
}
