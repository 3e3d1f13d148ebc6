// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * One row per record that Ometria would not take; the service shows the latest 100.
 */
export interface PushError {
  /**
   * SHA-256 over request, record, time and what was wrong: the service sends no id.
   */
  push_error_key?: string;
  /**
   * Id of the request that pushed the record.
   */
  request_id?: null | string;
  /**
   * Type of the record.
   */
  record_type?: null | string;
  /**
   * Id of the record.
   */
  record_id?: null | string;
  /**
   * The record as it was pushed.
   */
  record?: null | {};
  /**
   * When it was refused.
   */
  timestamp?: null | string;
  /**
   * When it came in.
   */
  timestamp_acquired?: null | string;
  /**
   * What was wrong.
   */
  message?: null | {
    /**
     * In words.
     */
    error_message?: null | string;
    /**
     * Where in the record.
     */
    error_path?: null | string;
  };
  /**
   * What was wrong, where the service does not nest it.
   */
  error_message?: null | string;
  /**
   * Where in the record, where the service does not nest it.
   */
  error_path?: null | string;
  /**
   * The retailer's id of the customer.
   */
  customer_id?: null | string;
  /**
   * The account.
   */
  account?: null | string;
  /**
   * What pushed it.
   */
  source?: null | string;
  /**
   * Fields that this schema lacks, and raw values that could not be converted to their column's type.
   */
  extra?: null | {};
}
