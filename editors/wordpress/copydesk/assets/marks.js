/**
 * Findings marked in the text, by the editor's annotations: they are never saved.
 */
( function ( wp ) {
	const copydesk = ( window.copydesk = window.copydesk || {} );
	const { dispatch, select } = wp.data;
	const SOURCE = 'copydesk';
	const MOST = 200;

	let shown = new Map();

	copydesk.unmark = () => {
		shown = new Map();
		dispatch( 'core/annotations' ).__experimentalRemoveAnnotationsBySource( SOURCE );
	};

	const placesOf = ( finding ) => [
		...finding.places,
		...finding.related.filter( ( { repeat } ) => repeat ).flatMap( ( { places } ) => places ),
	];

	const markOf = ( answer, place ) => {
		const piece = answer.pieces[ place.block ];
		const block = piece && copydesk.blockOf( piece );
		const rich = block && copydesk.richPlace( block, piece, place );
		return rich && rich.start < rich.end
			? {
					source: SOURCE,
					id: [ SOURCE, block.clientId, rich.key, rich.start, rich.end ].join( '-' ),
					blockClientId: block.clientId,
					richTextIdentifier: rich.key,
					range: { start: rich.start, end: rich.end },
			  }
			: null;
	};

	/**
	 * Mark findings: only the blocks whose marks are others than before are drawn again, and all at once.
	 */
	copydesk.mark = ( registry, answer ) => {
		const places = answer.findings.flatMap( placesOf ).slice( 0, MOST );
		const marks = places.map( ( place ) => markOf( answer, place ) ).filter( Boolean );
		const wanted = new Map( marks.map( ( mark ) => [ mark.id, mark ] ) );
		const annotations = dispatch( 'core/annotations' );
		registry.batch( () => {
			shown.forEach( ( _, id ) => wanted.has( id ) || annotations.__experimentalRemoveAnnotation( id ) );
			wanted.forEach( ( mark, id ) => shown.has( id ) || annotations.__experimentalAddAnnotation( mark ) );
		} );
		shown = wanted;
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
