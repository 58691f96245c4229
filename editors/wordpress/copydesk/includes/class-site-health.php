<?php
/**
 * The test of the site's health.
 *
 * @package Copydesk
 */

namespace Copydesk;

/**
 * Asks whether the server answers, and takes the token.
 */
final class Site_Health {

	/**
	 * Add the test to those there are.
	 *
	 * @param array $tests Of WordPress.
	 */
	public static function add_test( array $tests ): array {
		$tests['direct']['copydesk'] = array(
			'label' => __( 'The copydesk server', 'copydesk' ),
			'test'  => array( self::class, 'test' ),
		);
		return $tests;
	}

	/**
	 * Run it.
	 */
	public static function test(): array {
		$answer = self::ask();
		$good   = ! is_wp_error( $answer );
		return array(
			'label'       => $good ? __( 'copydesk can check articles', 'copydesk' ) : __( 'copydesk cannot check articles', 'copydesk' ),
			'status'      => $good ? 'good' : 'recommended',
			'badge'       => array(
				'label' => 'copydesk',
				'color' => 'blue',
			),
			'description' => sprintf( '<p>%s</p>', esc_html( $good ? __( 'The server answers, and takes the token.', 'copydesk' ) : $answer->get_error_message() ) ),
			'actions'     => sprintf( '<p><a href="%s">%s</a></p>', esc_url( admin_url( 'options-general.php?page=copydesk' ) ), esc_html__( 'Settings', 'copydesk' ) ),
			'test'        => 'copydesk',
		);
	}

	/**
	 * Check an article without a word.
	 *
	 * @return array|\WP_Error
	 */
	public static function ask() {
		return Client::check( array( 'blocks' => array() ) );
	}
}
