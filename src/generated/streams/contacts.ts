// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * One row per contact: what one collection knows of a person. Profiles are merged from contacts.
 */
export interface Contact {
  /**
   * Id of the collection.
   */
  collection?: string;
  /**
   * Id of the contact, unique in its collection.
   */
  id?: string;
  /**
   * Id of the profile that the contact is a part of.
   */
  profile_id?: null | string;
  /**
   * E-mail address.
   */
  email?: null | string;
  /**
   * Phone number.
   */
  phone_number?: null | string;
  /**
   * `EXPLICITLY_OPTEDIN`, `NOT_SPECIFIED` or `EXPLICITLY_OPTEDOUT`.
   */
  marketing_optin?: null | string;
  /**
   * The retailer's own id of the customer.
   */
  customer_id?: null | string;
  /**
   * Title before the name.
   */
  prefix?: null | string;
  /**
   * First name.
   */
  firstname?: null | string;
  /**
   * Middle name.
   */
  middlename?: null | string;
  /**
   * Last name.
   */
  lastname?: null | string;
  /**
   * `m`, `f` or `o`.
   */
  gender?: null | string;
  /**
   * Date of birth, `YYYY-MM-DD`.
   */
  date_of_birth?: null | string;
  /**
   * Country, ISO 3166-1 alpha-2.
   */
  country_id?: null | string;
  /**
   * Ids of the stores that the contact belongs to.
   */
  store_ids?: null | (null | string)[];
  /**
   * Time zone of the person.
   */
  timezone?: null | string;
  /**
   * Lists that the contact was written to be added to.
   */
  add_to_lists?: null | (null | string)[];
  /**
   * Lists that the contact was written to be removed from.
   */
  remove_from_lists?: null | (null | string)[];
  /**
   * Whether the opt-in was written over an earlier opt-out.
   */
  force_optin?: null | boolean;
  /**
   * Whether the contact was written to be merged with what was there.
   */
  merge?: null | boolean;
  /**
   * When the person became known.
   */
  timestamp_acquired?: null | string;
  /**
   * When the person subscribed; can disagree with `marketing_optin`.
   */
  timestamp_subscribed?: null | string;
  /**
   * When the person unsubscribed; can disagree with `marketing_optin`.
   */
  timestamp_unsubscribed?: null | string;
  /**
   * When the contact was made.
   */
  dt_object_created?: null | string;
  /**
   * When the contact was seen.
   */
  dt_object_observed?: null | string;
  /**
   * When the contact was changed.
   */
  dt_object_updated?: null | string;
  /**
   * When what it says was seen.
   */
  dt_observed?: null | string;
  /**
   * Version of the contact.
   */
  object_version?: null | string;
  /**
   * Where the contact came from.
   */
  source?: null | string;
  /**
   * Custom fields of the contact, as the account defines them.
   */
  properties?: null | {};
  /**
   * Fields that this schema lacks, and raw values that could not be converted to their column's type.
   */
  extra?: null | {};
}
