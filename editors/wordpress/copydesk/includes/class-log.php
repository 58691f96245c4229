<?php
/**
 * What was published though something spoke against it.
 *
 * @package Copydesk
 */

namespace Copydesk;

/**
 * Notes kept with a post, and what is told to somebody who cannot be answered at once.
 */
final class Log {

	const META   = '_copydesk_log';
	const NOTICE = 'copydesk_notice_';
	const MOST   = 50;

	/**
	 * Note what happened to a post.
	 *
	 * @param int    $post  Its number.
	 * @param string $what  What happened: stopped, published or unchecked.
	 * @param int    $count How many findings spoke against it.
	 */
	public static function note( int $post, string $what, int $count = 0 ): void {
		$kept   = $post ? get_post_meta( $post, self::META, true ) : array();
		$kept   = is_array( $kept ) ? $kept : array();
		$kept[] = array(
			'what'  => $what,
			'count' => $count,
			'by'    => get_current_user_id(),
			'at'    => gmdate( 'c' ),
		);
		if ( $post ) {
			update_post_meta( $post, self::META, array_slice( $kept, -self::MOST ) );
		}
		// phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log -- the site's own log is where an administrator looks.
		error_log( sprintf( 'copydesk: post %d %s by user %d, findings: %d', $post, $what, get_current_user_id(), $count ) );
		/**
		 * Something was published, or was not.
		 *
		 * @param int    $post  Number of the post; 0 where it is new.
		 * @param string $what  stopped, published or unchecked.
		 * @param int    $count How many findings spoke against it.
		 */
		do_action( 'copydesk_gate', $post, $what, $count );
	}

	/**
	 * Tell the current user on the next page of the administration.
	 *
	 * @param string $message What to say.
	 */
	public static function tell( string $message ): void {
		if ( get_current_user_id() ) {
			$told   = get_transient( self::NOTICE . get_current_user_id() );
			$told   = is_array( $told ) ? $told : array();
			$told[] = $message;
			set_transient( self::NOTICE . get_current_user_id(), array_slice( array_unique( $told ), -20 ), 10 * MINUTE_IN_SECONDS );
		}
	}

	/**
	 * Show what there is to tell.
	 */
	public static function show(): void {
		$told = get_transient( self::NOTICE . get_current_user_id() );
		if ( is_array( $told ) && $told ) {
			delete_transient( self::NOTICE . get_current_user_id() );
			foreach ( $told as $message ) {
				printf( '<div class="notice notice-warning is-dismissible copydesk-notice"><p>%s</p></div>', esc_html( $message ) );
			}
		}
	}
}
