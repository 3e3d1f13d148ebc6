// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * The settings of tap-ometria. Unknown keys are warned about, never fatal.
 */
export interface Config {
  /**
   * Ometria API key. The value `sandbox` runs everything against the embedded sandbox. Needed only if a selected stream uses the API.
   */
  api_key?: string;
  /**
   * Lower bound of the event time of `unsubscribes` and `list_changes`, and of the modified time of the objects of `email_events`. The other streams are not bounded. Absent: everything.
   */
  start_date?: string;
  /**
   * Upper bound (exclusive) of the same three streams; no bookmark of theirs passes it.
   */
  end_date?: string;
  /**
   * Address of the API. Plain http only for loopback addresses.
   */
  base_url: string;
  /**
   * Sent with every request. Absent: the name and version of the tap.
   */
  user_agent?: string;
  /**
   * Rows asked for in one request.
   */
  page_size: number;
  /**
   * Budget shared by all streams. The account's limit is 4 by default and is shared with everything else that uses its API: raise it if nothing else does.
   */
  requests_per_second: number;
  /**
   * Requests in flight at most. So many are sent as the latency calls for: 4 requests a second that take 3 seconds each are 12.
   */
  max_concurrency: number;
  /**
   * Seconds that one attempt of a request may take.
   */
  request_timeout: number;
  /**
   * Retries of one request after 5xx, timeouts, connection faults and broken bodies. A 429 counts only towards `max_retry_wait`.
   */
  max_retries: number;
  /**
   * Seconds that one request may wait for its retries in all.
   */
  max_retry_wait: number;
  /**
   * ISO 8601 duration, or one for each stream: how far before its bookmark each run starts again. Exports: at least `P1D`.
   */
  lookback_window:
    | string
    | {
        [k: string]: string;
      };
  /**
   * ISO 8601 duration: width of one time window of `unsubscribes`. Without `start_date` the windows begin at 2013-01-01.
   */
  window: string;
  /**
   * Which lists are read.
   */
  list_mode: "all" | "active" | "archived";
  /**
   * The lists whose members and changes are read, each by its `id` or `public_id`. Absent: all. A list that is named later is read from its start. With `member_source: lists` these members cost one request for each 250 of them, instead of all profiles.
   *
   * @minItems 1
   */
  lists?: string[];
  /**
   * Where full passes find the members of lists: in the `lists` of `profiles`, which are read anyway, or in the members of each list, which cost one request a list and one for each 250 members. `auto`: in the profiles, and in the lists where no profile names one although lists have members.
   */
  member_source: "auto" | "profiles" | "lists";
  /**
   * ISO 8601 duration or `never`: the age at which `profiles`, `member_lists`, `contacts`, `orders` and what has a `since_param` are read whole again, because segment moves and deletions do not show in increments. `PT0S`: every run.
   */
  full_refresh_interval: string;
  /**
   * Paths and parameters of single endpoints, should your account want them otherwise: a line of config, not a release.
   */
  endpoints: {
    /**
     * How `/lists` is asked.
     */
    lists?: {
      /**
       * Path below `base_url`. Absent: `/lists`.
       */
      path?: string;
      /**
       * `true` says that one answer is all that there is, where the tap cannot see whether it is.
       */
      whole?: boolean;
    };
    /**
     * How `/profiles/` is asked.
     */
    profiles?: {
      /**
       * Path below `base_url`. Absent: `/profiles/`.
       */
      path?: string;
      /**
       * Name of the parameter that asks for what is newer than a time. Absent: `updateSince`. `null`: every run reads all rows.
       */
      since_param?: string | null;
      /**
       * How its time is written. Absent: date.
       */
      since_format?: "date" | "date-time";
      /**
       * `true` says that one answer is all that there is, where the tap cannot see whether it is.
       */
      whole?: boolean;
      /**
       * Which id of a list profiles name in `lists`: the `id` or the `public_id` of `/lists`. Needed only where it cannot be told.
       */
      list_id?: "id" | "public_id";
    };
    /**
     * How `/lists/{list_id}/changes` is asked; `null` switches it off.
     */
    list_changes?: {
      /**
       * Path below `base_url`, with `{list_id}` in it. Absent: `/lists/{list_id}/changes`.
       */
      path?: string;
      /**
       * Name of the parameter that asks for what is newer than a time. Absent: `since`.
       */
      since_param?: string;
      /**
       * How its time is written. Absent: date.
       */
      since_format?: "date" | "date-time";
      /**
       * `true` says that one answer is all that there is, where the tap cannot see whether it is.
       */
      whole?: boolean;
      /**
       * Which id of a list the path takes: the `id` or the `public_id` of `/lists`. Absent: `id`, and `public_id` where `id` is 404 for every list.
       */
      list_id?: "id" | "public_id";
    } | null;
    /**
     * How `/lists/{list_id}/contacts` is asked.
     */
    list_members?: {
      /**
       * Path below `base_url`, with `{list_id}` in it. Absent: `/lists/{list_id}/contacts`.
       */
      path?: string;
      /**
       * Name of the parameter that asks for what is newer than a time. Absent: every run reads all rows.
       */
      since_param?: string | null;
      /**
       * How its time is written. Absent: date.
       */
      since_format?: "date" | "date-time";
      /**
       * `true` says that one answer is all that there is, where the tap cannot see whether it is.
       */
      whole?: boolean;
    };
    /**
     * How `/unsubscribes` is asked.
     */
    unsubscribes?: {
      /**
       * Path below `base_url`. Absent: `/unsubscribes`.
       */
      path?: string;
      /**
       * Name of the parameter that asks for what is newer than a time. Absent: `since`.
       */
      since_param?: string;
      /**
       * `true` says that one answer is all that there is, where the tap cannot see whether it is.
       */
      whole?: boolean;
    };
    /**
     * How `/contacts` is asked.
     */
    collections?: {
      /**
       * Path below `base_url`. Absent: `/contacts`.
       */
      path?: string;
      /**
       * `true` says that one answer is all that there is, where the tap cannot see whether it is.
       */
      whole?: boolean;
    };
    /**
     * How `/contacts/{collection}` is asked.
     */
    contacts?: {
      /**
       * Path below `base_url`, with `{collection}` in it. Absent: `/contacts/{collection}`.
       */
      path?: string;
      /**
       * Name of the parameter that asks for what is newer than a time. Absent: `updateSince`. `null`: every run reads all rows.
       */
      since_param?: string | null;
      /**
       * How its time is written. Absent: date.
       */
      since_format?: "date" | "date-time";
      /**
       * `true` says that one answer is all that there is, where the tap cannot see whether it is.
       */
      whole?: boolean;
    };
    /**
     * How `/orders` is asked.
     */
    orders?: {
      /**
       * Path below `base_url`. Absent: `/orders`.
       */
      path?: string;
      /**
       * Name of the parameter that asks for what is newer than a time. Absent: `updateSince`. `null`: every run reads all rows.
       */
      since_param?: string | null;
      /**
       * How its time is written. Absent: date-time.
       */
      since_format?: "date" | "date-time";
      /**
       * `true` says that one answer is all that there is, where the tap cannot see whether it is.
       */
      whole?: boolean;
    };
    /**
     * How `/products` is asked.
     */
    products?: {
      /**
       * Path below `base_url`. Absent: `/products`.
       */
      path?: string;
      /**
       * Name of the parameter that asks for what is newer than a time. Absent: every run reads all rows.
       */
      since_param?: string | null;
      /**
       * How its time is written. Absent: date.
       */
      since_format?: "date" | "date-time";
      /**
       * `true` says that one answer is all that there is, where the tap cannot see whether it is.
       */
      whole?: boolean;
    };
    /**
     * How `/custom-events/` is asked.
     */
    custom_events?: {
      /**
       * Path below `base_url`. Absent: `/custom-events/`.
       */
      path?: string;
      /**
       * Name of the parameter that asks for what is newer than a time. Absent: every run reads all rows.
       */
      since_param?: string | null;
      /**
       * How its time is written. Absent: date.
       */
      since_format?: "date" | "date-time";
      /**
       * `true` says that one answer is all that there is, where the tap cannot see whether it is.
       */
      whole?: boolean;
    };
    /**
     * How `/push/_errors` is asked.
     */
    push_errors?: {
      /**
       * Path below `base_url`. Absent: `/push/_errors`.
       */
      path?: string;
      /**
       * `true` says that one answer is all that there is, where the tap cannot see whether it is.
       */
      whole?: boolean;
    };
    /**
     * How `/data-deletion-requests` is asked.
     */
    data_deletion_requests?: {
      /**
       * Path below `base_url`. Absent: `/data-deletion-requests`.
       */
      path?: string;
      /**
       * `true` says that one answer is all that there is, where the tap cannot see whether it is.
       */
      whole?: boolean;
    };
    /**
     * How `/custom_fields` is asked.
     */
    custom_fields?: {
      /**
       * Path below `base_url`. Absent: `/custom_fields`.
       */
      path?: string;
      /**
       * Name of the parameter that asks for what is newer than a time. Absent: every run reads all rows.
       */
      since_param?: string | null;
      /**
       * How its time is written. Absent: date.
       */
      since_format?: "date" | "date-time";
      /**
       * `true` says that one answer is all that there is, where the tap cannot see whether it is.
       */
      whole?: boolean;
    };
    /**
     * How `/merge-profile` is asked.
     */
    merge_jobs?: {
      /**
       * Path below `base_url`. Absent: `/merge-profile`.
       */
      path?: string;
      /**
       * Name of the parameter that asks for what is newer than a time. Absent: every run reads all rows.
       */
      since_param?: string | null;
      /**
       * How its time is written. Absent: date.
       */
      since_format?: "date" | "date-time";
      /**
       * `true` says that one answer is all that there is, where the tap cannot see whether it is.
       */
      whole?: boolean;
    };
    /**
     * How `/translations/requests` is asked.
     */
    translation_requests?: {
      /**
       * Path below `base_url`. Absent: `/translations/requests`.
       */
      path?: string;
      /**
       * Name of the parameter that asks for what is newer than a time. Absent: every run reads all rows.
       */
      since_param?: string | null;
      /**
       * How its time is written. Absent: date.
       */
      since_format?: "date" | "date-time";
      /**
       * `true` says that one answer is all that there is, where the tap cannot see whether it is.
       */
      whole?: boolean;
    };
  };
  /**
   * Where Ometria's data export lands: `s3://bucket/prefix`, or `file:///folder`. Without it `email_events` is left out with a warning.
   */
  export_url?: string;
  /**
   * Which objects belong to which stream: a glob for each stream, matched against the key below `export_url`, case ignored.
   */
  export_patterns: {
    [k: string]: string;
  };
  /**
   * Names of columns that differ: `{theirs: ours}`.
   */
  export_columns: {
    [k: string]: string;
  };
  /**
   * Columns that identify a row of the export, if the built-in rule is wrong for it.
   *
   * @minItems 1
   */
  export_key?: string[];
  /**
   * Format of the export's objects; `auto` looks at what is in them, whatever they are called. gzip is recognised in any case.
   */
  export_format: "auto" | "csv" | "jsonl";
  /**
   * Delimiter of CSV. Absent: found out from the header.
   */
  export_delimiter?: string;
  /**
   * The part of the export that this run reads, of so many that are read side by side, each with a state of its own. Streams of the API are read by the first alone. Absent: everything.
   */
  shard?: string;
  /**
   * AWS access key id. Absent: the AWS default chain (environment, profile, single sign-on, role of the machine or container).
   */
  aws_access_key_id?: string;
  /**
   * AWS secret key.
   */
  aws_secret_access_key?: string;
  /**
   * AWS session token.
   */
  aws_session_token?: string;
  /**
   * Profile of the AWS configuration and credentials files.
   */
  aws_profile?: string;
  /**
   * AWS region of the bucket. Absent: that of the environment or the profile, else `us-east-1`; where it is wrong, the error names the right one.
   */
  aws_region?: string;
  /**
   * Address of another S3-compatible store, whose buckets are parts of the path.
   */
  aws_endpoint_url?: string;
  /**
   * Replaces the values of fields (`stream.path`, `*` within a name) by HMAC-SHA256 with a salt, the same in every stream. See the README's section on pseudonyms.
   */
  pseudonymise?: {
    /**
     * Secret key of the pseudonyms. Another one makes others: then everything has to be read again.
     */
    salt: string;
    /**
     * Fields as `stream.path`, case ignored: `profiles.identities[].id`, `*.*email*`.
     *
     * @minItems 1
     */
    fields: string[];
  };
  /**
   * After a stream failed: finish the other streams, then exit non-zero; or stop at once.
   */
  on_stream_error: "continue" | "stop";
  /**
   * Send ACTIVATE_VERSION after a complete full pass, so that targets can drop vanished rows. SDK targets need `add_record_metadata: true`.
   */
  emit_activate_version_messages: boolean;
}
