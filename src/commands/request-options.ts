import type { Argv } from "yargs";
import { configOption } from "./config-option.js";

const texts = { type: "string", array: true, nargs: 1, default: [] as string[] } as const;

/** What `request` may be given, for the parser. */
export function requestOptions<T>(parser: Argv<T>) {
  return parser
    .positional("path", { type: "string", demandOption: true, describe: "Such as /profiles/{id}" })
    .option("config", configOption)
    .option("method", {
      alias: "X",
      type: "string",
      nargs: 1,
      coerce: lastOf,
      describe: "Method: GET, or POST where there is a body",
    })
    .option("header", { ...texts, alias: "H", describe: "Header, 'Name: value'; repeatable" })
    .option("data", {
      alias: "d",
      type: "string",
      nargs: 1,
      coerce: lastOf,
      describe: "Body; @FILE is read from a file, - from stdin",
    })
    .option("query", { ...texts, describe: "Parameter, name=value; repeatable" })
    .option("path-param", { ...texts, describe: "Fills {name} in PATH, name=value; repeatable" })
    .option("paginate", {
      type: "boolean",
      default: false,
      describe: "Ask for all pages, and write one array",
    })
    .option("allow-write", {
      type: "boolean",
      default: false,
      describe: "Needed for all methods but GET and HEAD",
    });
}

/** Of an option that is given again the last one holds, as everywhere. */
function lastOf(value: string | readonly string[]): string {
  return [value].flat().at(-1) ?? "";
}
