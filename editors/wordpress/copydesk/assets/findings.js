/**
 * The list of findings, the same in every editor.
 */
( function ( wp ) {
	const copydesk = ( window.copydesk = window.copydesk || {} );
	const { createElement: el, memo, useState } = wp.element;
	const { Button, TextControl, Notice, Spinner } = wp.components;
	const { __, _n, sprintf } = wp.i18n;

	const SEVERITIES = () => ( {
		error: __( 'Error', 'copydesk' ),
		warning: __( 'Warning', 'copydesk' ),
		suggestion: __( 'Suggestion', 'copydesk' ),
	} );

	const button = ( label, onClick, props = {} ) => el( Button, { size: 'small', onClick, ...props }, label );

	/**
	 * The field for why a finding may stay.
	 */
	const Reason = ( { onGive, onCancel } ) => {
		const [ reason, setReason ] = useState( '' );
		const give = ( event ) => {
			event.preventDefault();
			event.stopPropagation();
			if ( reason.trim() ) {
				onGive( reason.trim() );
			}
		};
		return el(
			'form',
			{ onSubmit: give, className: 'copydesk-reason' },
			el( TextControl, {
				label: __( 'Why it may stay', 'copydesk' ),
				value: reason,
				onChange: setReason,
				maxLength: 500,
				autoFocus: true,
				onKeyDown: ( event ) => event.key === 'Enter' && give( event ),
				__nextHasNoMarginBottom: true,
				__next40pxDefaultSize: true,
			} ),
			button( __( 'Ignore', 'copydesk' ), give, { variant: 'primary', disabled: ! reason.trim() } ),
			button( __( 'Cancel', 'copydesk' ), onCancel, { variant: 'tertiary' } )
		);
	};

	const Fixes = ( { finding, onFix } ) =>
		finding.fixes
			.filter( ( fix ) => fix.safety !== 'display' )
			.slice( 0, 3 )
			.map( ( fix, number ) =>
				button( fix.title, () => onFix( finding, fix ), {
					key: fix.title,
					variant: number ? 'tertiary' : 'secondary',
					className: 'copydesk-fix',
				} )
			);

	/**
	 * A finding: its words, what is wrong, and what can be done.
	 */
	const Finding = memo( ( { finding, words, actions } ) => {
		const [ asking, setAsking ] = useState( false );
		const mayAdd = finding.list && copydesk.settings.mayAdd && words && words.length <= copydesk.settings.longest;
		return el(
			'li',
			{ className: `copydesk-finding is-${ finding.severity }`, 'data-rule': finding.rule },
			el(
				'button',
				{ type: 'button', className: 'copydesk-jump', onClick: () => actions.jump( finding ) },
				el( 'span', { className: 'screen-reader-text' }, SEVERITIES()[ finding.severity ] + ': ' ),
				words && el( 'q', { className: 'copydesk-words' }, words ),
				el( 'span', { className: 'copydesk-message' }, finding.message ),
				el( 'span', { className: 'copydesk-excerpt' }, finding.excerpt ),
				el( 'span', { className: 'copydesk-where' }, `${ finding.where } · ${ finding.rule }` )
			),
			asking
				? el( Reason, {
						onGive: ( reason ) => actions.ignore( finding, reason ),
						onCancel: () => setAsking( false ),
				  } )
				: el(
						'div',
						{ className: 'copydesk-actions' },
						actions.fix && el( Fixes, { finding, onFix: actions.fix } ),
						button( __( 'Ignore…', 'copydesk' ), () => setAsking( true ), { variant: 'tertiary' } ),
						mayAdd &&
							button(
								/* translators: %s: a name or a word. */
								sprintf( __( 'Add “%s” to the list', 'copydesk' ), words ),
								() => actions.addToHouse( finding.list, words ),
								{ variant: 'tertiary' }
							)
				  )
		);
	} );

	const Ignored = ( { ignored, restore } ) =>
		el(
			'details',
			{ className: 'copydesk-ignored' },
			/* translators: %d: how many findings. */
			el( 'summary', null, sprintf( _n( '%d ignored', '%d ignored', ignored.length, 'copydesk' ), ignored.length ) ),
			el(
				'ul',
				null,
				ignored.map( ( finding, number ) =>
					el(
						'li',
						{ key: number },
						el( 'span', null, finding.message ),
						el( 'em', null, finding.reason ),
						finding.by === 'decision' &&
							button( __( 'Report again', 'copydesk' ), () => restore( finding ), { variant: 'tertiary' } )
					)
				)
			)
		);

	const summary = ( { status, answer } ) => {
		if ( ! answer ) {
			return status === 'failed' ? '' : __( 'Checking…', 'copydesk' );
		}
		const count = answer.findings.length;
		return count
			? /* translators: %d: how many findings. */
			  sprintf( _n( '%d finding', '%d findings', count, 'copydesk' ), count )
			: __( 'Nothing found.', 'copydesk' );
	};

	const gateMessage = ( { gate } ) =>
		gate.passes
			? __( 'Findings speak against publishing. You may do so all the same; it is noted in the log.', 'copydesk' )
			: sprintf(
					/* translators: %d: how many findings. */
					_n(
						'%d finding must be fixed, or ignored with a reason, before this can be published.',
						'%d findings must be fixed, or ignored with a reason, before this can be published.',
						gate.stopped,
						'copydesk'
					),
					gate.stopped
			  );

	/**
	 * All there is to see of a check.
	 *
	 * @param {Object} props         What to show.
	 * @param {Object} props.state   Of the checker.
	 * @param {Object} props.actions What can be done: jump, fix, fixAll, ignore, restore, addToHouse, check.
	 */
	copydesk.Findings = ( { state, actions } ) => {
		const { answer, error, status } = state;
		const safe = answer && actions.fixAll ? answer.findings.filter( copydesk.safeFix ) : [];
		return el(
			'div',
			{ className: 'copydesk-panel', 'data-status': status },
			error && el( Notice, { status: 'warning', isDismissible: false }, error ),
			answer &&
				answer.errors.map( ( { message } ) =>
					el( Notice, { key: message, status: 'info', isDismissible: false }, message )
				),
			answer &&
				copydesk.settings.gate &&
				answer.gate.stopped > 0 &&
				el( Notice, { status: 'error', isDismissible: false, className: 'copydesk-gate' }, gateMessage( answer ) ),
			el(
				'div',
				{ className: 'copydesk-summary' },
				el( 'span', { role: 'status' }, summary( state ) ),
				status === 'checking' && el( Spinner ),
				status === 'failed' && button( __( 'Try again', 'copydesk' ), actions.check, { variant: 'secondary' } ),
				safe.length > 1 &&
					/* translators: %d: how many findings. */
					button( sprintf( __( 'Fix all safe (%d)', 'copydesk' ), safe.length ), () => actions.fixAll( safe ), {
						variant: 'primary',
					} )
			),
			answer &&
				el(
					'ul',
					{ className: 'copydesk-findings' },
					answer.findings.map( ( finding ) =>
						el( Finding, {
							key: finding.fingerprint,
							finding,
							words: copydesk.wordsOf( answer, finding ),
							actions,
						} )
					)
				),
			answer && answer.ignored.length > 0 && el( Ignored, { ignored: answer.ignored, restore: actions.restore } )
		);
	};
} )( window.wp );
