// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * One row per source of contacts.
 */
export interface Collection {
  /**
   * Id of the collection: its name.
   */
  id?: string;
  /**
   * Number of its contacts.
   */
  count?: null | number;
  /**
   * Fields that this schema lacks, and raw values that could not be converted to their column's type.
   */
  extra?: null | {};
}
