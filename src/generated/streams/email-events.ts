// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * One row per e-mail event (or per send, where the export holds a row per send).
 */
export interface EmailEvent {
  /**
   * `event_id` if there is one, else a SHA-256 over what identifies the event.
   */
  event_key?: string;
  /**
   * Id of the event.
   */
  event_id?: null | string;
  /**
   * Kind of the event: send, open, click, bounce ...
   */
  event?: null | string;
  /**
   * When the event happened.
   */
  timestamp?: null | string;
  /**
   * Id of the send.
   */
  email_id?: null | string;
  /**
   * E-mail address of the recipient.
   */
  to_address?: null | string;
  /**
   * Id of the profile.
   */
  profile_id?: null | string;
  /**
   * The retailer's own id of the customer.
   */
  customer_id?: null | string;
  /**
   * Id of the campaign.
   */
  campaign_id?: null | string;
  /**
   * Id of the broadcast campaign.
   */
  mass_campaign_id?: null | string;
  /**
   * Id of the automation campaign.
   */
  trigger_campaign_id?: null | string;
  /**
   * Title of the campaign.
   */
  campaign_title?: null | string;
  /**
   * Kind of the campaign.
   */
  campaign_type?: null | string;
  /**
   * Subject line.
   */
  subject?: null | string;
  /**
   * When the e-mail was sent.
   */
  send_timestamp?: null | string;
  /**
   * When it was first opened.
   */
  open_timestamp?: null | string;
  /**
   * When it was first clicked.
   */
  first_click_timestamp?: null | string;
  /**
   * 1 if it was opened.
   */
  email_opened?: null | number;
  /**
   * 1 if it was clicked.
   */
  email_clicked?: null | number;
  /**
   * 1 if it bounced.
   */
  email_bounced?: null | number;
  /**
   * 1 if it was delayed.
   */
  email_delayed?: null | number;
  /**
   * Number of opens.
   */
  number_of_opens?: null | number;
  /**
   * Number of clicks.
   */
  number_of_clicks?: null | number;
  /**
   * Class of the bounce, as sent.
   */
  bounce_class?: null | string;
  /**
   * Reason of the bounce.
   */
  bounce_reason?: null | string;
  /**
   * Class of the delay, as sent.
   */
  delay_class?: null | string;
  /**
   * Reason of the delay.
   */
  delay_reason?: null | string;
  /**
   * Link that was clicked.
   */
  target_url?: null | string;
  /**
   * Device of the open or click.
   */
  device_type?: null | string;
  /**
   * City of the open or click.
   */
  geo_city?: null | string;
  /**
   * Country of the open or click.
   */
  geo_country?: null | string;
  /**
   * Time zone of the open or click.
   */
  geo_timezone?: null | string;
  /**
   * Key of the export object that the row came from.
   */
  source_object?: null | string;
  /**
   * When that object was last modified.
   */
  source_modified_at?: null | string;
  /**
   * Fields that this schema lacks, and raw values that could not be converted to their column's type.
   */
  extra?: null | {};
}
