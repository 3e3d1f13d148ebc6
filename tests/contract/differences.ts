/**
 * What differs from the vendor's description on purpose, by the name that the test gives it, each with its reason. An entry that
 * nothing needs any more fails the test.
 */
type Differences = Readonly<Record<string, string>>;

const identities = "the description's own example has objects, and its history names their fields";
const channels = "the description says that each key is the name of a channel, and names one";

/** Of what the tap asks. */
export const requestDifferences: Differences = {};

/** Of what the sandbox answers. */
export const answerDifferences: Differences = {
  "GET /contacts/{collection} [].subscriptions.app_push: is not described": channels,
  "GET /lists/{list_id}/contacts_export [].subscriptions.app_push: is not described": channels,
  "GET /data-deletion-requests [].identities.[]: must be string": identities,
  "GET /data-deletion-requests/{id} identities.[]: must be string": identities,
};

/** Properties of the description that have no column. */
export const columnDifferences: Differences = {};
