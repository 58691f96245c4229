<?php
/**
 * The house's list.
 *
 * @package Copydesk
 */

namespace Copydesk;

/**
 * Names and words that are right in this house, for all posts of the site.
 */
final class House {

	const OPTION = 'copydesk_house';
	const LISTS  = array( 'names', 'words' );
	const LONG   = 100;
	/** Rules that know the house's words; those of the group "names" know its names. */
	const OF_WORDS = array( 'misspelling', 'joined-words', 'split-word', 'wrong-compound' );

	/**
	 * The list.
	 *
	 * @return array{names: string[], words: string[]}
	 */
	public static function all(): array {
		$kept = get_option( self::OPTION, array() );
		$kept = is_array( $kept ) ? $kept : array();
		return array(
			'names' => $kept['names'] ?? array(),
			'words' => $kept['words'] ?? array(),
		);
	}

	/**
	 * Add a word.
	 *
	 * @param string $list One of the lists.
	 * @param string $word The word.
	 */
	public static function add( string $list, string $word ): void {
		$kept          = self::all();
		$kept[ $list ] = array_values( array_unique( array_merge( $kept[ $list ], array( $word ) ) ) );
		update_option( self::OPTION, $kept, false );
	}

	/**
	 * Put lists in the place of those there are.
	 *
	 * @param array $lists By name, texts with a word a line.
	 */
	public static function replace( array $lists ): void {
		$kept = array();
		foreach ( self::LISTS as $list ) {
			$lines         = array_map( 'sanitize_text_field', explode( "\n", (string) ( $lists[ $list ] ?? '' ) ) );
			$kept[ $list ] = array_values( array_unique( array_filter( $lines, array( self::class, 'is_word' ) ) ) );
		}
		update_option( self::OPTION, $kept, false );
	}

	/**
	 * Whether a text may be on the list.
	 *
	 * @param string $text The text.
	 */
	public static function is_word( string $text ): bool {
		return 1 === preg_match( '/^[\p{L}\p{N}][\p{L}\p{M}\p{N}.&\'’ -]*$/u', $text ) && mb_strlen( $text ) <= self::LONG;
	}

	/**
	 * The list for a finding's words, or null where there is none.
	 *
	 * @param array $finding As the server tells it.
	 */
	public static function list_for( array $finding ): ?string {
		if ( 'names' === $finding['group'] ) {
			return 'names';
		}
		return in_array( $finding['rule'], self::OF_WORDS, true ) ? 'words' : null;
	}

	/**
	 * Whether the current user may add to it: who answers for others' posts, unless a filter says otherwise.
	 */
	public static function may_add(): bool {
		/**
		 * The capability that adding to the house's list takes.
		 *
		 * @param string $capability Its name.
		 */
		return current_user_can( apply_filters( 'copydesk_house_capability', 'edit_others_posts' ) );
	}
}
