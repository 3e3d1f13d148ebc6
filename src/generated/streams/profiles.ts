// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * One row per customer profile, merged by Ometria from its contacts.
 */
export interface Profile {
  /**
   * Ometria's id of the profile; personal data, since it appears in links sent to customers.
   */
  id?: string;
  /**
   * E-mail address.
   */
  email?: null | string;
  /**
   * The retailer's own id of the customer.
   */
  customer_id?: null | string;
  /**
   * Full name.
   */
  name?: null | string;
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
   * Title before the name.
   */
  prefix?: null | string;
  /**
   * Title after the name.
   */
  suffix?: null | string;
  /**
   * `m`, `f` or `o`.
   */
  gender?: null | string;
  /**
   * Country of the person, ISO 3166-1 alpha-2.
   */
  country?: null | string;
  /**
   * Country as one public client names it; `country` is the documented field.
   */
  country_id?: null | string;
  /**
   * Date of birth, `YYYY-MM-DD`.
   */
  date_of_birth?: null | string;
  /**
   * Whether the person may be sent marketing; null where nothing is known.
   */
  marketing_optin?: null | boolean;
  /**
   * Whether the person was seen on the site.
   */
  seen?: null | boolean;
  /**
   * Lifecycle stage: lead, active, at risk or lapsed, in the account's spelling.
   */
  lifecycle_status?: null | string;
  /**
   * Whether the e-mail address is valid.
   */
  is_email_valid?: null | boolean;
  /**
   * Phone number.
   */
  phone_number?: null | string;
  /**
   * Country of the phone number.
   */
  phone_number_country?: null | string;
  /**
   * Time zone of the person.
   */
  timezone?: null | string;
  /**
   * Store that the person belongs to.
   */
  default_store?: null | string;
  /**
   * Preferred language.
   */
  preferred_lang?: null | string;
  /**
   * First visit, as sent.
   */
  first_visit?: null | string;
  /**
   * Predicted date of the next order, as sent.
   */
  dt_predicted_next_order?: null | string;
  /**
   * Instants of the person's history, RFC 3339 UTC.
   */
  dates?: null | {
    /**
     * When the account was created.
     */
    acquired?: null | string;
    /**
     * First order.
     */
    first_purchase?: null | string;
    /**
     * First visit.
     */
    first_seen?: null | string;
    /**
     * Last order.
     */
    last_purchase?: null | string;
    /**
     * Last visit.
     */
    last_seen?: null | string;
  };
  /**
   * Sums over the person's history.
   */
  stats?: null | {
    /**
     * Average order value.
     */
    aov?: null | number;
    /**
     * Number of orders.
     */
    orders?: null | number;
    /**
     * Number of orders attempted.
     */
    orders_attempted?: null | number;
    /**
     * Lifetime value.
     */
    revenue?: null | number;
    /**
     * Number of items ordered.
     */
    total_items?: null | number;
    /**
     * Number of visits.
     */
    visits?: null | number;
  };
  /**
   * Every identity that was merged into the profile.
   */
  identities?:
    | null
    | (null | {
        /**
         * The identity.
         */
        id?: null | string;
        /**
         * Its kind, such as `email`.
         */
        type?: null | string;
      })[];
  /**
   * Custom fields of the account.
   */
  properties?: null | {};
  /**
   * Tags.
   */
  tags?: null | (null | string)[];
  /**
   * Lists (segments) that the profile is in; one row for each in `member_lists`.
   */
  lists?:
    | null
    | (null | {
        /**
         * Id of the list.
         */
        id?: null | string;
        /**
         * Title of the list.
         */
        title?: null | string;
        /**
         * Kind of the list.
         */
        type?: null | string;
      })[];
  /**
   * Fields that this schema lacks, and raw values that could not be converted to their column's type.
   */
  extra?: null | {};
}
