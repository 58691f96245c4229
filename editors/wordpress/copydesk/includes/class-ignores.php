<?php
/**
 * What editors ignore in a post.
 *
 * @package Copydesk
 */

namespace Copydesk;

/**
 * Decisions kept with a post, each for one place of a finding: recognised, as copydesk's own log of decisions does,
 * by rule, words and the words around them, so that they hold while the text is edited.
 */
final class Ignores {

	const META = '_copydesk_ignores';
	const MOST = 1000;
	const KEYS = array( 'rule', 'words', 'before', 'after', 'nth' );

	/**
	 * Those of a post.
	 *
	 * @param int $post Its number.
	 * @return array[]
	 */
	public static function of( int $post ): array {
		$kept = $post ? get_post_meta( $post, self::META, true ) : array();
		return is_array( $kept ) ? $kept : array();
	}

	/**
	 * The same as the server takes them.
	 *
	 * @param int $post The post's number.
	 * @return array[]
	 */
	public static function to_send( int $post ): array {
		$sent = array_flip( array_merge( self::KEYS, array( 'reason' ) ) );
		return array_map( fn( $kept ) => array_intersect_key( $kept, $sent ), self::of( $post ) );
	}

	/**
	 * Ignore a finding.
	 *
	 * @param int     $post   The post's number.
	 * @param array[] $keys   Of its places.
	 * @param string  $reason Why.
	 */
	public static function add( int $post, array $keys, string $reason ): void {
		$kept = self::of( $post );
		foreach ( $keys as $key ) {
			$entry  = array_intersect_key( $key, array_flip( self::KEYS ) );
			$kept[] = $entry + array(
				'reason' => $reason,
				'by'     => get_current_user_id(),
				'at'     => gmdate( 'c' ),
			);
		}
		self::keep( $post, array_slice( $kept, -self::MOST ) );
	}

	/**
	 * Take decisions back.
	 *
	 * @param int   $post    The post's number.
	 * @param int[] $numbers Which of them.
	 */
	public static function remove( int $post, array $numbers ): void {
		self::keep( $post, array_values( array_diff_key( self::of( $post ), array_flip( $numbers ) ) ) );
	}

	/**
	 * Keep decisions.
	 *
	 * @param int     $post The post's number.
	 * @param array[] $kept All there are.
	 */
	private static function keep( int $post, array $kept ): void {
		update_post_meta( $post, self::META, wp_slash( $kept ) );
	}
}
