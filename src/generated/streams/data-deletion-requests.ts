// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * One row per request to forget a person.
 */
export interface DataDeletionRequest {
  /**
   * Id of the request.
   */
  id?: string;
  /**
   * What is asked for: `anonymise`.
   */
  action?: null | string;
  /**
   * Comment.
   */
  comment?: null | string;
  /**
   * Who is to be forgotten.
   */
  identities?:
    | null
    | (null | {
        /**
         * A hash of the e-mail address (32 hex digits) at anonymous.ometria.
         */
        hashed_email?: null | string;
      })[];
  /**
   * Where the request came from.
   */
  source?: null | {
    /**
     * Id of the API request.
     */
    api_request_id?: null | string;
    /**
     * `api`, or another way.
     */
    origin?: null | string;
    /**
     * Who asked.
     */
    user?: null | {
      /**
       * E-mail address.
       */
      email?: null | string;
      /**
       * Name.
       */
      name?: null | string;
    };
  };
  /**
   * What was done.
   */
  summary?: null | string;
  /**
   * When it was asked for.
   */
  timestamp_created?: null | string;
  /**
   * When it was done; within 14 days.
   */
  timestamp_completed?: null | string;
  /**
   * Fields that this schema lacks, and raw values that could not be converted to their column's type.
   */
  extra?: null | {};
}
