import { productsRead } from "../../reads/shop.js";
import { from, type StreamDefinition } from "../../records/stream.js";
import { vendorFields } from "../../values/vendor-names.js";

export const products: StreamDefinition = {
  name: "products",
  keyProperties: ["id"],
  // `endpoints.products.since_param` makes increments of it.
  replication: { method: "FULL_TABLE", isForced: false },
  automatic: ["is_active"],
  isOptional: true,
  customFields: "properties",
  sources: [from(productsRead, ({ row }) => [vendorFields(row)])],
};
