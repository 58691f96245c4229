<?php
/**
 * The pieces that a post is sent in.
 *
 * @package Copydesk
 */

namespace Copydesk;

/**
 * A post in pieces of HTML, in reading order: title, excerpt, and what stands before, between and behind the blocks
 * within each block. Of a piece of the content is known in which block it stands, by the numbers that lead to that,
 * and which of the block's pieces it is.
 */
final class Pieces {

	/**
	 * The pieces of a post.
	 *
	 * @param string $title   Its title.
	 * @param string $excerpt Its excerpt.
	 * @param string $content Its content.
	 * @return array[] Each with role, text, path and chunk.
	 */
	public static function of( string $title, string $excerpt, string $content ): array {
		$pieces = array();
		foreach ( compact( 'title', 'excerpt' ) as $role => $text ) {
			if ( self::says( $text ) ) {
				$pieces[] = array(
					'role'  => $role,
					'text'  => $text,
					'path'  => array(),
					'chunk' => 0,
				);
			}
		}
		$blocks = array_filter( parse_blocks( $content ), fn( $block ) => null !== $block['blockName'] || self::says( $block['innerHTML'] ) );
		foreach ( array_values( $blocks ) as $number => $block ) {
			self::add( $pieces, $block, array( $number ) );
		}
		return $pieces;
	}

	/**
	 * Add the pieces of a block.
	 *
	 * @param array[] $pieces Those so far.
	 * @param array   $block  As WordPress parses it.
	 * @param int[]   $path   Leads to it.
	 */
	private static function add( array &$pieces, array $block, array $path ): void {
		$inner = 0;
		foreach ( $block['innerContent'] as $chunk => $text ) {
			if ( null === $text ) {
				self::add( $pieces, $block['innerBlocks'][ $inner ], array_merge( $path, array( $inner ) ) );
				++$inner;
			} elseif ( self::says( $text ) ) {
				$pieces[] = array(
					'role'  => 'content',
					'text'  => $text,
					'path'  => $path,
					'chunk' => $chunk,
				);
			}
		}
	}

	/**
	 * Whether a text is more than white space, as HTML knows it.
	 *
	 * @param string $text The text.
	 */
	private static function says( string $text ): bool {
		return '' !== trim( $text, " \t\n\r\f" );
	}
}
