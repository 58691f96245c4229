<?php
/**
 * The page of the settings.
 *
 * @package Copydesk
 */

namespace Copydesk;

/**
 * Settings → copydesk.
 */
final class Settings_Page {

	/**
	 * Put it into the menu.
	 */
	public static function register(): void {
		add_options_page( 'copydesk', 'copydesk', 'manage_options', 'copydesk', array( self::class, 'show' ) );
	}

	/**
	 * Save the house's list.
	 */
	public static function save_house(): void {
		if ( ! current_user_can( 'manage_options' ) ) {
			wp_die( esc_html__( 'You may not do this.', 'copydesk' ), '', array( 'response' => 403 ) );
		}
		check_admin_referer( 'copydesk_house' );
		$lists = array();
		foreach ( House::LISTS as $list ) {
			$lists[ $list ] = isset( $_POST[ $list ] ) ? sanitize_textarea_field( wp_unslash( $_POST[ $list ] ) ) : '';
		}
		House::replace( $lists );
		wp_safe_redirect( admin_url( 'options-general.php?page=copydesk&settings-updated=true' ) );
		exit;
	}

	/**
	 * Show it.
	 */
	public static function show(): void {
		if ( ! current_user_can( 'manage_options' ) ) {
			return;
		}
		?>
		<div class="wrap">
			<h1>copydesk</h1>
			<form method="post" action="options.php">
				<?php settings_fields( Settings::OPTION ); ?>
				<table class="form-table" role="presentation">
					<?php
					self::server_rows();
					self::rule_rows();
					self::gate_rows();
					?>
				</table>
				<?php submit_button(); ?>
			</form>
			<h2><?php esc_html_e( 'The house’s list', 'copydesk' ); ?></h2>
			<p><?php esc_html_e( 'What is right in this house though no dictionary has it: one a line.', 'copydesk' ); ?></p>
			<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
				<input type="hidden" name="action" value="copydesk_house">
				<?php wp_nonce_field( 'copydesk_house' ); ?>
				<table class="form-table" role="presentation">
					<?php
					self::lines( 'names', __( 'Names', 'copydesk' ) );
					self::lines( 'words', __( 'Words', 'copydesk' ) );
					?>
				</table>
				<?php submit_button( __( 'Save the list', 'copydesk' ), 'secondary' ); ?>
			</form>
		</div>
		<?php
	}

	/**
	 * How the server is reached.
	 */
	private static function server_rows(): void {
		$fixed = __( 'Set in wp-config.php.', 'copydesk' );
		self::field( 'url', __( 'Address of the copydesk server', 'copydesk' ), 'url', Settings::get( 'url' ), defined( 'COPYDESK_URL' ) ? $fixed : '' );
		$held = '' === Settings::get( 'token' ) ? __( 'None is kept.', 'copydesk' ) : __( 'One is kept; leave this empty to keep it.', 'copydesk' );
		self::field( 'token', __( 'Token', 'copydesk' ), 'password', '', defined( 'COPYDESK_TOKEN' ) ? $fixed : '', $held );
		if ( ! defined( 'COPYDESK_TOKEN' ) && '' !== Settings::get( 'token' ) ) {
			self::row( '', fn() => self::box( 'forget_token', '1', __( 'Forget the token', 'copydesk' ), false ) );
		}
	}

	/**
	 * What is looked for.
	 */
	private static function rule_rows(): void {
		$dialects = array( '' => __( 'As the server is set', 'copydesk' ) ) + array_combine( Settings::DIALECTS, Settings::DIALECTS );
		self::select( 'dialect', __( 'English', 'copydesk' ), $dialects );
		self::field( 'select', __( 'Rules to run as well', 'copydesk' ), 'text', implode( ' ', Settings::get( 'select' ) ), '', __( 'Names of rules or groups.', 'copydesk' ) );
		self::field( 'ignore', __( 'Rules not to run', 'copydesk' ), 'text', implode( ' ', Settings::get( 'ignore' ) ) );
	}

	/**
	 * What stops publication, and for whom.
	 */
	private static function gate_rows(): void {
		self::select(
			'level',
			__( 'Findings that stop publication', 'copydesk' ),
			array(
				'never'      => __( 'None', 'copydesk' ),
				'error'      => __( 'Errors', 'copydesk' ),
				'warning'    => __( 'Errors and warnings', 'copydesk' ),
				'suggestion' => __( 'All', 'copydesk' ),
			)
		);
		$roles = array_map( 'translate_user_role', wp_list_pluck( wp_roles()->roles, 'name' ) );
		self::boxes( 'roles', __( 'Who may publish all the same', 'copydesk' ), $roles, Settings::get( 'roles' ) );
		$types = array();
		foreach ( Settings::possible_post_types() as $type ) {
			$types[ $type ] = get_post_type_object( $type )->labels->name;
		}
		self::boxes( 'post_types', __( 'Post types', 'copydesk' ), $types, array_filter( array_keys( $types ), array( Settings::class, 'covers' ) ) );
	}

	/**
	 * A row of the table.
	 *
	 * @param string   $label What it is for.
	 * @param callable $write Writes what is in it.
	 * @param string   $for   Id of the field.
	 */
	private static function row( string $label, callable $write, string $for = '' ): void {
		echo '<tr><th scope="row">';
		if ( '' === $for ) {
			echo esc_html( $label );
		} else {
			printf( '<label for="%s">%s</label>', esc_attr( $for ), esc_html( $label ) );
		}
		echo '</th><td>';
		$write();
		echo '</td></tr>';
	}

	/**
	 * A field of one line.
	 *
	 * @param string $name  The setting.
	 * @param string $label What it is for.
	 * @param string $type  Of the input.
	 * @param string $value That it has.
	 * @param string $fixed Why it cannot be changed, or "".
	 * @param string $help  What else to say.
	 */
	private static function field( string $name, string $label, string $type, string $value, string $fixed = '', string $help = '' ): void {
		$write = function () use ( $name, $type, $value, $fixed, $help ) {
			printf(
				'<input class="regular-text" id="copydesk-%1$s" name="%2$s[%1$s]" type="%3$s" value="%4$s" autocomplete="off"%5$s>',
				esc_attr( $name ),
				esc_attr( Settings::OPTION ),
				esc_attr( $type ),
				esc_attr( $value ),
				'' === $fixed ? '' : ' disabled'
			);
			printf( '<p class="description">%s</p>', esc_html( '' === $fixed ? $help : $fixed ) );
		};
		self::row( $label, $write, "copydesk-$name" );
	}

	/**
	 * A choice of one.
	 *
	 * @param string   $name    The setting.
	 * @param string   $label   What it is for.
	 * @param string[] $choices What there is, by value.
	 */
	private static function select( string $name, string $label, array $choices ): void {
		$write = function () use ( $name, $choices ) {
			printf( '<select id="copydesk-%1$s" name="%2$s[%1$s]">', esc_attr( $name ), esc_attr( Settings::OPTION ) );
			foreach ( $choices as $value => $shown ) {
				printf( '<option value="%s"%s>%s</option>', esc_attr( $value ), selected( Settings::get( $name ), $value, false ), esc_html( $shown ) );
			}
			echo '</select>';
		};
		self::row( $label, $write, "copydesk-$name" );
	}

	/**
	 * A choice of several.
	 *
	 * @param string   $name    The setting.
	 * @param string   $label   What it is for.
	 * @param string[] $choices What there is, by value.
	 * @param string[] $chosen  The values that hold.
	 */
	private static function boxes( string $name, string $label, array $choices, array $chosen ): void {
		$write = function () use ( $name, $label, $choices, $chosen ) {
			printf( '<fieldset><legend class="screen-reader-text">%s</legend>', esc_html( $label ) );
			foreach ( $choices as $value => $shown ) {
				self::box( $name . '][', $value, $shown, in_array( $value, $chosen, true ) );
				echo '<br>';
			}
			echo '</fieldset>';
		};
		self::row( $label, $write );
	}

	/**
	 * A box to tick.
	 *
	 * @param string $name    The setting.
	 * @param string $value   That it stands for.
	 * @param string $label   What it is for.
	 * @param bool   $checked Whether it is ticked.
	 */
	private static function box( string $name, string $value, string $label, bool $checked ): void {
		printf(
			'<label><input type="checkbox" name="%s[%s]" value="%s"%s> %s</label>',
			esc_attr( Settings::OPTION ),
			esc_attr( $name ),
			esc_attr( $value ),
			checked( $checked, true, false ),
			esc_html( $label )
		);
	}

	/**
	 * One of the house's lists.
	 *
	 * @param string $list  Which.
	 * @param string $label What it is called.
	 */
	private static function lines( string $list, string $label ): void {
		$write = function () use ( $list ) {
			printf( '<textarea class="large-text" rows="6" id="copydesk-%1$s" name="%1$s">%2$s</textarea>', esc_attr( $list ), esc_textarea( implode( "\n", House::all()[ $list ] ) ) );
		};
		self::row( $label, $write, "copydesk-$list" );
	}
}
