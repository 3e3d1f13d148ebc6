import { badRowsOfAnswers } from "./bad-rows-of-answers.js";
import { badRowsOfExports } from "./bad-rows-of-exports.js";
import { faultsOfAnswers } from "./faults-of-answers.js";
import { faultsOfConnections } from "./faults-of-connections.js";
import { brokenObjects } from "./faults-of-exports.js";
import { faultsOfProxies } from "./faults-of-proxies.js";
import { longRows } from "./long-rows.js";

/** Faults of the service. */
export const faultsOfService = [...faultsOfAnswers, ...faultsOfConnections];

/** Bad data of the service and of the export. */
export const badData = [...badRowsOfAnswers, ...badRowsOfExports];

/** How many faults the tests of this folder make; each is one row of a table. */
export const faultCount = [
  faultsOfService,
  badData,
  brokenObjects,
  faultsOfProxies,
  longRows,
].reduce<number>((sum, { length }) => sum + length, 0);
