<?php
/**
 * The command for WP-CLI.
 *
 * @package Copydesk
 */

namespace Copydesk;

/**
 * Checks posts with copydesk.
 */
final class Cli {

	/**
	 * Says whether the server answers, and takes the token.
	 */
	public function status(): void {
		$answer = Site_Health::ask();
		if ( is_wp_error( $answer ) ) {
			\WP_CLI::error( $answer->get_error_message() );
		}
		\WP_CLI::success( "copydesk {$answer['tool']['version']} answers." );
	}

	/**
	 * Checks posts: exits with 1 where something was found.
	 *
	 * ## OPTIONS
	 *
	 * <id>...
	 * : Numbers of posts.
	 *
	 * [--format=<format>]
	 * : table, csv, json or yaml.
	 *
	 * @param string[] $ids     Of the posts.
	 * @param string[] $options Of the command line.
	 */
	public function check( array $ids, array $options ): void {
		$rows = array();
		foreach ( $ids as $id ) {
			$post = get_post( (int) $id );
			if ( ! $post ) {
				\WP_CLI::error( "There is no post $id." );
			}
			$answer = Checker::check(
				$post->ID,
				array(
					'title'   => $post->post_title,
					'excerpt' => $post->post_excerpt,
					'content' => $post->post_content,
				)
			);
			if ( is_wp_error( $answer ) ) {
				\WP_CLI::error( $answer->get_error_message() );
			}
			foreach ( $answer['findings'] as $finding ) {
				$rows[] = array( 'post' => $post->ID ) + array_intersect_key( $finding, array_flip( array( 'severity', 'rule', 'where', 'message' ) ) );
			}
		}
		\WP_CLI\Utils\format_items( $options['format'] ?? 'table', $rows, array( 'post', 'severity', 'rule', 'where', 'message' ) );
		\WP_CLI::halt( $rows ? 1 : 0 );
	}
}
