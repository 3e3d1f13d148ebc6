// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * One row per event of the account's own kinds.
 */
export interface CustomEvent {
  /**
   * Id of the event.
   */
  id?: string;
  /**
   * Kind of the event; names of more than 32 characters are cut.
   */
  event_type?: null | string;
  /**
   * Id of the profile.
   */
  profile_id?: null | string;
  /**
   * E-mail address that the event was sent with.
   */
  identity_email?: null | string;
  /**
   * Customer id that the event was sent with.
   */
  identity_account_id?: null | string;
  /**
   * When it happened.
   */
  timestamp?: null | string;
  /**
   * When Ometria got to know of it.
   */
  dt_observed?: null | string;
  /**
   * The event's own fields.
   */
  properties?: null | {};
  /**
   * Fields that this schema lacks, and raw values that could not be converted to their column's type.
   */
  extra?: null | {};
}
