/**
 * Pieces of a checked post, and the editor's blocks that they stand in.
 *
 * A fix changes the HTML of a block as it is saved; the block's own type reads its attributes from that again. It is made
 * only if the block, saved with these, is that very HTML: so nothing changes but the words.
 */
( function ( wp ) {
	const copydesk = ( window.copydesk = window.copydesk || {} );
	const { select, dispatch } = wp.data;
	const { parse } = wp.blockSerializationDefaultParser;
	const { serialize, getBlockAttributes, getBlockType } = wp.blocks;

	const isEmpty = ( text ) => /^[ \t\n\r\f]*$/.test( text );
	const isNothing = ( block ) =>
		block.name === 'core/freeform' && isEmpty( String( block.attributes.content || '' ) );

	/**
	 * The texts before, between and behind the blocks within a block as it is saved; null stands for one of those.
	 */
	const chunksOf = ( block ) => {
		const parsed = parse( serialize( [ block ] ) );
		return parsed.length === 1 ? parsed[ 0 ].innerContent : null;
	};

	const blockAt = ( path ) => {
		let blocks = select( 'core/block-editor' )
			.getBlocks()
			.filter( ( block ) => ! isNothing( block ) );
		let found;
		for ( const number of path ) {
			found = blocks[ number ];
			blocks = found ? found.innerBlocks : [];
		}
		return found;
	};

	/**
	 * The block of a piece, if it says still what was checked.
	 */
	copydesk.blockOf = ( piece ) => {
		const block = piece.role === 'content' && blockAt( piece.path );
		const chunks = block && chunksOf( block );
		return chunks && chunks[ piece.chunk ] === piece.text ? block : null;
	};

	/**
	 * Where in an attribute of a block a place of a piece is, counted as the editor counts; null where in none.
	 */
	copydesk.richPlace = ( block, piece, place ) => {
		const schemas = getBlockType( block.name ).attributes || {};
		for ( const [ key, schema ] of Object.entries( schemas ) ) {
			if ( schema.source !== 'rich-text' && schema.source !== 'html' ) {
				continue;
			}
			const html = String( block.attributes[ key ] || '' );
			const at = html ? piece.text.indexOf( `>${ html }<`, place.start - html.length - 1 ) + 1 : 0;
			if ( at && at <= place.start && place.end <= at + html.length ) {
				// A letter behind it keeps a space at the end from being dropped.
				const count = ( end ) =>
					wp.richText.create( { html: html.slice( 0, end - at ) + 'x' } ).text.length - 1;
				return { key, start: count( place.start ), end: count( place.end ) };
			}
		}
		return null;
	};

	const changed = ( block, attributes ) =>
		Object.fromEntries(
			Object.entries( attributes ).filter(
				( [ key, value ] ) => JSON.stringify( value ) !== JSON.stringify( block.attributes[ key ] )
			)
		);

	/**
	 * What becomes of a block with other texts; null where its type would save something else.
	 */
	const rewritten = ( block, chunks ) => {
		const html = chunks.filter( ( chunk ) => chunk !== null ).join( '' );
		if ( isEmpty( html ) && ! block.innerBlocks.length ) {
			return { remove: true };
		}
		const attributes = changed( block, getBlockAttributes( block.name, html, block.attributes ) );
		const saved = chunksOf( { ...block, attributes: { ...block.attributes, ...attributes } } );
		return JSON.stringify( saved ) === JSON.stringify( chunks ) ? { attributes } : null;
	};

	const byPiece = ( edits ) => {
		const found = new Map();
		edits.forEach( ( edit ) => found.set( edit.block, [ ...( found.get( edit.block ) || [] ), edit ] ) );
		return found;
	};

	/**
	 * Work out what edits come to, without doing it.
	 *
	 * @return {?Object} Null where one cannot be made: the text has changed since.
	 */
	const plan = ( pieces, edits ) => {
		const found = { fields: {}, blocks: new Map(), pieces: { ...pieces } };
		for ( const [ number, here ] of byPiece( edits ) ) {
			const piece = pieces[ number ];
			const text = copydesk.edited( piece.text, here );
			found.pieces[ number ] = { ...piece, text };
			if ( piece.role !== 'content' ) {
				if ( select( 'core/editor' ).getEditedPostAttribute( piece.role ) !== piece.text ) {
					return null;
				}
				found.fields[ piece.role ] = text;
				continue;
			}
			const block = copydesk.blockOf( piece );
			if ( ! block ) {
				return null;
			}
			const chunks = found.blocks.get( block ) || [ ...chunksOf( block ) ];
			chunks[ piece.chunk ] = text;
			found.blocks.set( block, chunks );
		}
		return found;
	};

	/**
	 * Make edits, all in one step of undo.
	 *
	 * @return {?Object} The pieces as they are then; null where nothing could be done.
	 */
	copydesk.applyEdits = ( registry, pieces, edits ) => {
		const planned = plan( pieces, edits );
		if ( ! planned ) {
			return null;
		}
		const updates = {};
		const gone = [];
		for ( const [ block, chunks ] of planned.blocks ) {
			const result = rewritten( block, chunks );
			if ( ! result ) {
				return null;
			}
			if ( result.remove ) {
				gone.push( block.clientId );
			} else {
				updates[ block.clientId ] = result.attributes;
			}
		}
		registry.batch( () => {
			const editor = dispatch( 'core/block-editor' );
			if ( Object.keys( updates ).length ) {
				editor.updateBlockAttributes( Object.keys( updates ), updates, { uniqueByBlock: true } );
			}
			if ( gone.length ) {
				editor.removeBlocks( gone, false );
			}
			if ( planned.blocks.size ) {
				// Else two fixes in one block would be one step.
				editor.__unstableMarkLastChangeAsPersistent();
			}
			if ( Object.keys( planned.fields ).length ) {
				dispatch( 'core/editor' ).editPost( planned.fields );
			}
		} );
		return gone.length ? {} : planned.pieces;
	};

	/**
	 * Make fixes one by one as far as they go, in one step.
	 */
	copydesk.applyWhatCan = ( registry, answer, findings, fixOf ) => {
		const possible = findings.filter( ( finding ) => {
			const planned = plan( answer.pieces, fixOf( finding ).edits );
			return planned && [ ...planned.blocks ].every( ( [ block, chunks ] ) => rewritten( block, chunks ) );
		} );
		const [ fixed, edits ] = copydesk.together( possible, fixOf );
		const pieces = fixed.length ? copydesk.applyEdits( registry, answer.pieces, edits ) : null;
		return pieces ? copydesk.afterFixes( answer, fixed, edits, pieces ) : null;
	};
} )( window.wp );
