/**
 * copydesk in the classic editor: a box beside the text.
 */
( function ( wp ) {
	const copydesk = window.copydesk;
	const { createElement: el, createRoot, useSyncExternalStore } = wp.element;

	const field = ( id ) => document.getElementById( id );
	const rich = () => {
		const editor = window.tinymce && window.tinymce.get( 'content' );
		return editor && ! editor.isHidden() ? editor : null;
	};
	const read = () => {
		if ( rich() ) {
			rich().save();
		}
		return {
			post: Number( field( 'copydesk-box' ).dataset.post ),
			title: field( 'title' ) ? field( 'title' ).value : '',
			excerpt: field( 'excerpt' ) ? field( 'excerpt' ).value : '',
			content: field( 'content' ).value,
		};
	};
	const checker = copydesk.createChecker( read );

	const write = ( name, text ) => {
		field( name ).value = text;
		if ( name === 'content' && rich() ) {
			const shown = window.switchEditors ? window.switchEditors.wpautop( text ) : text;
			rich().undoManager.transact( () => rich().setContent( shown ) );
		}
	};

	/**
	 * A piece's text is all of its field, unless the classic editor holds blocks; then it is there once, or no fix is made.
	 */
	const apply = ( findings, fixOf ) => {
		const { answer } = checker.state();
		const [ fixed, edits ] = copydesk.together( findings, fixOf );
		const texts = read();
		const pieces = { ...answer.pieces };
		for ( const number of new Set( edits.map( ( edit ) => edit.block ) ) ) {
			const piece = pieces[ number ];
			const name = piece.role;
			if ( texts[ name ].split( piece.text ).length !== 2 ) {
				checker.now();
				return;
			}
			const text = copydesk.edited( piece.text, edits.filter( ( edit ) => edit.block === number ) );
			texts[ name ] = texts[ name ].replace( piece.text, () => text );
			pieces[ number ] = { ...piece, text };
		}
		[ 'title', 'excerpt', 'content' ]
			.filter( ( name ) => field( name ) && field( name ).value !== texts[ name ] )
			.forEach( ( name ) => write( name, texts[ name ] ) );
		checker.fixed( copydesk.afterFixes( answer, fixed, edits, pieces ) );
	};

	const jump = ( finding ) => {
		const { answer } = checker.state();
		const place = finding.places[ 0 ];
		const { role, text } = answer.pieces[ place.block ];
		if ( role === 'content' && rich() ) {
			rich().focus();
			rich().getWin().find( copydesk.wordsOf( answer, finding ), true, false, true );
			return;
		}
		const at = field( role ).value.indexOf( text );
		field( role ).focus();
		field( role ).setSelectionRange( at + place.start, at + place.end );
	};

	const actions = {
		check: checker.now,
		ignore: checker.ignore,
		restore: checker.restore,
		addToHouse: checker.addToHouse,
		fix: ( finding, fix ) => apply( [ finding ], () => fix ),
		fixAll: ( findings ) => apply( findings, copydesk.safeFix ),
		jump,
	};

	const Box = () => {
		const state = useSyncExternalStore( checker.subscribe, checker.state );
		return el( copydesk.Findings, { state, actions } );
	};

	window.addEventListener( 'load', () => {
		createRoot( field( 'copydesk-box' ) ).render( el( Box ) );
		[ 'title', 'excerpt', 'content' ]
			.filter( field )
			.forEach( ( name ) => field( name ).addEventListener( 'input', () => checker.schedule() ) );
		if ( window.tinymce ) {
			const listen = ( editor ) => editor.id === 'content' && editor.on( 'input change undo redo', () => checker.schedule() );
			window.tinymce.editors.forEach( listen );
			window.tinymce.on( 'AddEditor', ( { editor } ) => listen( editor ) );
		}
		checker.schedule( 300 );
	} );
} )( window.wp );
