/**
 * copydesk in the block editor: a sidebar while writing, and a panel before publishing.
 */
( function ( wp ) {
	const copydesk = window.copydesk;
	const { select, subscribe, dispatch, useRegistry, useDispatch } = wp.data;
	const { createElement: el, Fragment, useEffect, useMemo, useSyncExternalStore } = wp.element;
	const { PluginSidebar, PluginSidebarMoreMenuItem, PluginPrePublishPanel } = wp.editor;
	const { __ } = wp.i18n;
	const LOCK = 'copydesk';

	const attribute = ( name ) => select( 'core/editor' ).getEditedPostAttribute( name ) || '';
	const read = () => ( {
		post: select( 'core/editor' ).getCurrentPostId(),
		title: attribute( 'title' ),
		excerpt: attribute( 'excerpt' ),
		content: wp.blocks.serialize( select( 'core/block-editor' ).getBlocks() ),
	} );
	const checker = copydesk.createChecker( read );

	/**
	 * Watch the post while somebody looks, without writing it out: only whether it is another object.
	 */
	let watchers = 0;
	let seen = [];
	subscribe( () => {
		const now = [ select( 'core/block-editor' ).getBlocks(), attribute( 'title' ), attribute( 'excerpt' ) ];
		if ( now.some( ( value, number ) => value !== seen[ number ] ) ) {
			seen = now;
			if ( watchers && ! select( 'core/editor' ).isPostLocked() ) {
				checker.schedule();
			}
		}
	} );
	const watch = () => {
		watchers++;
		checker.now();
		return () => {
			watchers--;
			if ( ! watchers ) {
				checker.stop();
				copydesk.unmark();
			}
		};
	};
	/**
	 * What can be done with findings here.
	 */
	const useActions = () => {
		const registry = useRegistry();
		const { createNotice } = useDispatch( 'core/notices' );
		return useMemo( () => {
			const say = ( message ) => createNotice( 'info', message, { type: 'snackbar' } );
			const apply = ( findings, fixOf ) => {
				const answer = copydesk.applyWhatCan( registry, checker.state().answer, findings, fixOf );
				if ( answer ) {
					checker.fixed( answer );
				} else {
					say( __( 'The text has changed, or this block does not allow it: fix it by hand.', 'copydesk' ) );
				}
			};
			return {
				check: checker.now,
				ignore: checker.ignore,
				restore: checker.restore,
				addToHouse: checker.addToHouse,
				fix: ( finding, fix ) => apply( [ finding ], () => fix ),
				fixAll: ( findings ) => apply( findings, copydesk.safeFix ),
				jump: ( finding ) =>
					copydesk.jump( checker.state().answer, finding ) ||
					say( __( 'The text has changed since it was checked.', 'copydesk' ) ),
			};
		}, [ registry, createNotice ] );
	};

	const Panel = () => {
		const state = useSyncExternalStore( checker.subscribe, checker.state );
		const registry = useRegistry();
		const actions = useActions();
		useEffect( watch, [] );
		useEffect( () => {
			if ( ! state.answer ) {
				return undefined;
			}
			// The words first; their marks when they are drawn.
			const asked = window.setTimeout( () => copydesk.mark( registry, state.answer ), 50 );
			return () => window.clearTimeout( asked );
		}, [ registry, state.answer ] );
		return el( copydesk.Findings, { state, actions } );
	};

	/**
	 * The panel before publishing. While it is open it locks what the server would refuse, and unlocks it when it closes.
	 */
	const BeforePublishing = () => {
		const { answer } = useSyncExternalStore( checker.subscribe, checker.state );
		const locks = copydesk.settings.gate && ! copydesk.settings.passes && !! answer && answer.gate.stopped > 0;
		useEffect( () => {
			if ( ! locks ) {
				return undefined;
			}
			dispatch( 'core/editor' ).lockPostSaving( LOCK );
			return () => dispatch( 'core/editor' ).unlockPostSaving( LOCK );
		}, [ locks ] );
		return el( Panel );
	};

	/**
	 * Keys: the next finding, and the best fix for the one that was gone to last.
	 */
	let current = null;
	const Keys = () => {
		const actions = useActions();
		const { registerShortcut } = useDispatch( 'core/keyboard-shortcuts' );
		useEffect( () => {
			const register = ( name, character, description ) =>
				registerShortcut( { name, category: 'global', description, keyCombination: { modifier: 'access', character } } );
			register( 'copydesk/next', 'j', __( 'Go to the next finding of copydesk.', 'copydesk' ) );
			register( 'copydesk/fix', 'f', __( 'Fix the finding of copydesk that was gone to.', 'copydesk' ) );
		}, [ registerShortcut ] );
		wp.keyboardShortcuts.useShortcut( 'copydesk/next', ( event ) => {
			const { answer } = checker.state();
			if ( answer && answer.findings.length ) {
				event.preventDefault();
				const at = answer.findings.findIndex( ( { fingerprint } ) => fingerprint === current );
				const finding = answer.findings[ ( at + 1 ) % answer.findings.length ];
				current = finding.fingerprint;
				actions.jump( finding );
			}
		} );
		wp.keyboardShortcuts.useShortcut( 'copydesk/fix', ( event ) => {
			const { answer } = checker.state();
			const finding = answer && answer.findings.find( ( { fingerprint } ) => fingerprint === current );
			const fix = finding && copydesk.bestFix( finding );
			if ( fix ) {
				event.preventDefault();
				actions.fix( finding, fix );
			}
		} );
		return null;
	};

	const ICON = el(
		'svg',
		{ viewBox: '0 0 24 24', width: 24, height: 24, 'aria-hidden': true },
		el( 'path', { d: 'M4 5h16v2H4zm0 4h10v2H4zm0 4h7v2H4zm8.5 4.3 1.4-1.4 2.1 2.1 4.6-4.6 1.4 1.4-6 6z' } )
	);

	wp.plugins.registerPlugin( 'copydesk', {
		icon: ICON,
		render: () =>
			el(
				Fragment,
				null,
				el( Keys ),
				el( PluginSidebarMoreMenuItem, { target: 'copydesk' }, 'copydesk' ),
				el( PluginSidebar, { name: 'copydesk', title: 'copydesk' }, el( Panel ) ),
				el( PluginPrePublishPanel, { title: 'copydesk', initialOpen: true }, el( BeforePublishing ) )
			),
	} );
} )( window.wp );
