// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * One row per unsubscribe event. Unsubscribes made through Ometria's API are not among them.
 */
export interface Unsubscribe {
  /**
   * SHA-256 over profile, address, type and instant: the service sends no id.
   */
  unsubscribe_key?: string;
  /**
   * Id of the profile.
   */
  profile_id?: null | string;
  /**
   * E-mail address; empty for some SMS types.
   */
  email_address?: null | string;
  /**
   * Kind of the unsubscribe: `preferences_centre`, `app`, `list_unsubscribe`, `link_unsubscribe`, `stopword_unsubscribe_TF`, `stopword_unsubscribe_DO`.
   */
  type?: null | string;
  /**
   * When it happened.
   */
  timestamp?: null | string;
  /**
   * Reason given.
   */
  reason?: null | string;
  /**
   * Reason in words.
   */
  reason_text?: null | string;
  /**
   * Id of the send that led to it.
   */
  send_id?: null | string;
  /**
   * Id of the broadcast campaign.
   */
  mass_campaign_id?: null | string;
  /**
   * Id of the automation campaign.
   */
  trigger_campaign_id?: null | string;
  /**
   * Fields that this schema lacks, and raw values that could not be converted to their column's type.
   */
  extra?: null | {};
}
