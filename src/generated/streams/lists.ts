// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * One row per list; lists are called segments in the product.
 */
export interface List {
  /**
   * Id of the list.
   */
  id?: string;
  /**
   * Title.
   */
  title?: null | string;
  /**
   * Description.
   */
  description?: null | string;
  /**
   * `DYNAMIC`, or static in the account's spelling.
   */
  type?: null | string;
  /**
   * `READY`, or what the list is doing.
   */
  status?: null | string;
  /**
   * Number of members.
   */
  size?: null | number;
  /**
   * Orders of the members.
   */
  total_orders?: null | number;
  /**
   * Revenue of the members.
   */
  total_revenue?: null | number;
  /**
   * When the list was made.
   */
  timestamp_created?: null | string;
  /**
   * When its members were last computed.
   */
  timestamp_last_refreshed?: null | string;
  /**
   * When its figures were last computed.
   */
  timestamp_stats_updated?: null | string;
  /**
   * Public id of the list.
   */
  public_id?: null | string;
  /**
   * Fields that this schema lacks, and raw values that could not be converted to their column's type.
   */
  extra?: null | {};
}
