// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * One row per entry into or exit from a list, all that the service tells: a log.
 */
export interface ListChange {
  /**
   * Id of the list.
   */
  list_id?: string;
  /**
   * Id of the profile.
   */
  profile_id?: string;
  /**
   * `list_enter` or `list_exit`.
   */
  event?: string;
  /**
   * When it happened.
   */
  timestamp?: string;
  /**
   * E-mail address of the profile.
   */
  email?: null | string;
  /**
   * Fields that this schema lacks, and raw values that could not be converted to their column's type.
   */
  extra?: null | {};
}
