// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * One row per list and profile that is or was in it.
 */
export interface MemberList {
  /**
   * Id of the list.
   */
  list_id?: string;
  /**
   * Id of the profile.
   */
  profile_id?: string;
  /**
   * E-mail address of the profile.
   */
  email?: null | string;
  /**
   * Title of the list.
   */
  list_title?: null | string;
  /**
   * Kind of the list.
   */
  list_type?: null | string;
  /**
   * Whether the profile is in the list.
   */
  is_member?: null | boolean;
  /**
   * Start of the pass, or time of the event, that showed the membership.
   */
  last_seen_at?: null | string;
  /**
   * When the profile left the list; null while it is a member.
   */
  left_at?: null | string;
  /**
   * The same as `left_at`, under the name that targets use for deleted rows.
   */
  _sdc_deleted_at?: null | string;
  /**
   * Fields that this schema lacks, and raw values that could not be converted to their column's type.
   */
  extra?: null | {};
}
