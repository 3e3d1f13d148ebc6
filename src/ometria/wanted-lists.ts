import type { ReadContext } from "../reads/contract.js";
import type { JsonObject } from "../values/json.js";
import { listNamesOf } from "./list-names.js";

/** The lists whose members and changes are read. */
export function wantedLists(context: ReadContext): Promise<readonly JsonObject[]> {
  return listNamesOf(context).rows();
}
