/**
 * Asks the site for checks, and keeps the latest answer. Nothing here knows which editor it is in.
 */
( function ( wp ) {
	const copydesk = ( window.copydesk = window.copydesk || {} );
	const PAUSE = 1200;
	const NAMES = [ 'post', 'title', 'excerpt', 'content' ];

	const request = ( method, path, data ) =>
		wp.apiFetch( { path: `/${ copydesk.settings.space }${ path }`, method, data } );

	const same = ( one, other ) => !! one && NAMES.every( ( name ) => one[ name ] === other[ name ] );

	/**
	 * A place after an edit in the same piece; null where the edit changes what stands there.
	 */
	const moved = ( place, edit ) => {
		if ( place.block !== edit.block || place.end <= edit.start ) {
			return place;
		}
		if ( place.start < edit.end ) {
			return null;
		}
		const by = edit.text.length - ( edit.end - edit.start );
		return { ...place, start: place.start + by, end: place.end + by };
	};

	/**
	 * A finding after edits, the last one first; the same object where nothing of it moves, so that it is not drawn again.
	 */
	const movedFinding = ( finding, edits ) => {
		const after = ( places ) => places.map( ( place ) => edits.reduce( ( now, edit ) => now && moved( now, edit ), place ) );
		const blocks = new Set( edits.map( ( { block } ) => block ) );
		const places = [ finding, ...finding.related ].flatMap( ( one ) => one.places );
		const all = [ ...places, ...finding.fixes.flatMap( ( fix ) => fix.edits ) ];
		if ( ! all.some( ( { block } ) => blocks.has( block ) ) ) {
			return finding;
		}
		return {
			...finding,
			places: after( finding.places ),
			related: finding.related.map( ( one ) => ( { ...one, places: after( one.places ).filter( Boolean ) } ) ),
			fixes: finding.fixes
				.map( ( fix ) => ( { ...fix, edits: after( fix.edits ) } ) )
				.filter( ( fix ) => fix.edits.every( Boolean ) ),
		};
	};

	/**
	 * The answer when fixes of some findings are made: these are gone, and the others are where they are now.
	 */
	copydesk.afterFixes = ( answer, fixed, edits, pieces ) => {
		const last = [ ...edits ].sort( ( a, b ) => b.block - a.block || b.start - a.start );
		const findings = answer.findings
			.filter( ( finding ) => ! fixed.includes( finding ) )
			.map( ( finding ) => movedFinding( finding, last ) )
			.filter( ( finding ) => finding.places.every( Boolean ) );
		const stopped = findings.filter( ( finding ) => finding.stops ).length;
		return { ...answer, findings, pieces, gate: { ...answer.gate, stopped } };
	};

	/**
	 * A text with edits made that do not overlap.
	 */
	copydesk.edited = ( text, edits ) =>
		[ ...edits ]
			.sort( ( a, b ) => b.start - a.start )
			.reduce( ( now, edit ) => now.slice( 0, edit.start ) + edit.text + now.slice( edit.end ), text );

	/**
	 * The edits of fixes, first come first served: a fix that would change what an earlier one changes has to wait.
	 *
	 * @return {Array} The findings that are fixed, and the edits.
	 */
	copydesk.together = ( findings, fixOf ) => {
		const fixed = [];
		const edits = [];
		for ( const finding of findings ) {
			const fix = fixOf( finding );
			const clash = fix.edits.some( ( a ) =>
				edits.some( ( b ) => a.block === b.block && a.start <= b.end && b.start <= a.end )
			);
			if ( ! clash ) {
				fixed.push( finding );
				edits.push( ...fix.edits );
			}
		}
		return [ fixed, edits ];
	};

	copydesk.safeFix = ( finding ) => finding.fixes.find( ( fix ) => fix.safety === 'safe' );
	copydesk.bestFix = ( finding ) => finding.fixes.find( ( fix ) => fix.safety !== 'display' );

	const words = new WeakMap();

	/**
	 * The words that a finding is about, as they are in its piece, without markup.
	 */
	copydesk.wordsOf = ( answer, finding ) => {
		if ( ! words.has( finding ) ) {
			const place = finding.places[ 0 ];
			const piece = place && answer.pieces[ place.block ];
			const html = piece ? piece.text.slice( place.start, place.end ) : '';
			const page = /[<&]/.test( html ) ? new window.DOMParser().parseFromString( html, 'text/html' ) : null;
			words.set( finding, ( page ? page.body.textContent : html ).trim() );
		}
		return words.get( finding );
	};

	/**
	 * A checker of one post.
	 *
	 * @param {Function} read Gives the post's number, title, excerpt and content as they are now.
	 */
	copydesk.createChecker = ( read ) => {
		let state = { status: 'waiting', answer: null, error: '', texts: null };
		let serial = 0;
		let timer = 0;
		const listeners = new Set();

		const set = ( changes ) => {
			state = { ...state, ...changes };
			listeners.forEach( ( listener ) => listener() );
		};
		const schedule = ( pause = PAUSE ) => {
			clearTimeout( timer );
			timer = setTimeout( now, pause );
		};
		const now = async () => {
			clearTimeout( timer );
			const mine = ++serial;
			const texts = read();
			set( { status: 'checking' } );
			try {
				const answer = await request( 'POST', '/check', texts );
				if ( mine !== serial ) {
					return;
				}
				if ( ! same( texts, read() ) ) {
					schedule();
					return;
				}
				set( { status: 'done', answer, texts, error: '' } );
			} catch ( error ) {
				if ( mine !== serial ) {
					return;
				}
				if ( error.code === 'copydesk_too_soon' ) {
					schedule();
					return;
				}
				set( { status: 'failed', error: error.message, answer: null } );
			}
		};
		const after = async ( asked ) => {
			try {
				await asked;
				await now();
			} catch ( error ) {
				set( { error: error.message } );
			}
		};
		const post = () => read().post;
		return {
			state: () => state,
			subscribe: ( listener ) => {
				listeners.add( listener );
				return () => listeners.delete( listener );
			},
			schedule,
			stop: () => clearTimeout( timer ),
			now,
			/** Take what fixes came to for the answer until the next one is there. */
			fixed: ( answer ) => {
				serial++;
				set( { status: 'checking', answer } );
				schedule();
			},
			refuse: ( error ) => set( { error } ),
			ignore: ( finding, reason ) =>
				after( request( 'POST', '/ignored', { post: post(), keys: finding.keys, reason } ) ),
			restore: ( finding ) =>
				after( request( 'DELETE', '/ignored', { post: post(), decisions: finding.decisions } ) ),
			addToHouse: ( list, word ) => after( request( 'POST', '/house', { post: post(), list, word } ) ),
		};
	};
} )( window.wp );
