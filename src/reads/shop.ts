import { collectionEndpoint } from "./collection-endpoint.js";
import { collectionRead } from "./passes/collection-pass.js";
import { fetchSmall, tableRead } from "./passes/table-read.js";

/** So many errors `/push/_errors` shows, by the vendor's page: an answer of that many is whole. */
const mostPushErrors = 100;

export const ordersRead = collectionRead({ name: "orders" });

export const productsRead = collectionRead({ name: "products" });

export const customEventsRead = collectionRead({ name: "custom_events" });

export const pushErrorsRead = tableRead({
  name: "push_errors",
  path: ({ config }) => collectionEndpoint(config, "push_errors").path,
  rows: (context) => fetchSmall(context, "push_errors", mostPushErrors),
  isLog: true,
});

export const deletionRequestsRead = tableRead({
  name: "data_deletion_requests",
  path: ({ config }) => collectionEndpoint(config, "data_deletion_requests").path,
  rows: (context) => fetchSmall(context, "data_deletion_requests"),
});
