/**
 * Findings marked in the text, by the editor's annotations: they are never saved.
 */
( function ( wp ) {
	const copydesk = ( window.copydesk = window.copydesk || {} );
	const { dispatch, select } = wp.data;
	const SOURCE = 'copydesk';
	const MOST = 200;

	copydesk.unmark = () => dispatch( 'core/annotations' ).__experimentalRemoveAnnotationsBySource( SOURCE );

	const placesOf = ( finding ) => [
		...finding.places,
		...finding.related.filter( ( { repeat } ) => repeat ).flatMap( ( { places } ) => places ),
	];

	const markOf = ( answer, place, id ) => {
		const piece = answer.pieces[ place.block ];
		const block = piece && copydesk.blockOf( piece );
		const rich = block && copydesk.richPlace( block, piece, place );
		return rich && rich.start < rich.end
			? {
					source: SOURCE,
					id,
					blockClientId: block.clientId,
					richTextIdentifier: rich.key,
					range: { start: rich.start, end: rich.end },
			  }
			: null;
	};

	/**
	 * Mark findings, instead of those that were marked before, so that the editor draws itself once.
	 */
	copydesk.mark = ( registry, answer ) => {
		const marks = answer.findings
			.flatMap( placesOf )
			.slice( 0, MOST )
			.map( ( place, number ) => markOf( answer, place, `${ SOURCE }-${ number }` ) )
			.filter( Boolean );
		registry.batch( () => {
			copydesk.unmark();
			marks.forEach( ( mark ) => dispatch( 'core/annotations' ).__experimentalAddAnnotation( mark ) );
		} );
	};

	const FIELDS = { title: '.editor-post-title__input', excerpt: '.editor-post-excerpt textarea' };

	/**
	 * Go to the title or the excerpt, which may be in the frame that the text is in.
	 */
	const focusField = ( role ) => {
		const frame = document.querySelector( 'iframe[name="editor-canvas"]' );
		const pages = [ document, ...( frame ? [ frame.contentDocument ] : [] ) ];
		const field = pages.map( ( page ) => page.querySelector( FIELDS[ role ] ) ).find( Boolean );
		if ( field ) {
			field.focus();
		} else {
			dispatch( 'core/interface' ).enableComplementaryArea( 'core', 'edit-post/document' );
		}
	};

	/**
	 * Go to the first place of a finding.
	 *
	 * @return {boolean} Whether it is there still.
	 */
	copydesk.jump = ( answer, finding ) => {
		const place = finding.places[ 0 ];
		const piece = place && answer.pieces[ place.block ];
		if ( ! piece ) {
			return false;
		}
		if ( piece.role !== 'content' ) {
			focusField( piece.role );
			return true;
		}
		const block = copydesk.blockOf( piece );
		if ( ! block ) {
			return false;
		}
		const rich = copydesk.richPlace( block, piece, place );
		if ( rich ) {
			dispatch( 'core/block-editor' ).selectionChange( block.clientId, rich.key, rich.start, rich.end );
		} else {
			dispatch( 'core/block-editor' ).selectBlock( block.clientId );
		}
		return select( 'core/block-editor' ).getSelectedBlockClientId() === block.clientId;
	};
} )( window.wp );
