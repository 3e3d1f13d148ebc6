import type { Assumption } from "./assumption.js";

export const exportFormat: Assumption = {
  id: "export_format",
  subject: "the format of the export",
  known: "open",
  readings: ["CSV with a header row", "JSON lines; plain or gzip either way"],
  rightEitherWay: "it is recognised by content",
  setting: "export_format",
  alarm: "an error that names the object: exit code 4",
  check: "export_format",
};

export const exportColumns: Assumption = {
  id: "export_columns",
  subject: "the columns of the export",
  known: "open",
  readings: [
    "those of `email_events`, or common others (`type`, `email`, `url`)",
    "others, for each event or for each send",
  ],
  rightEitherWay:
    "columns go by their names; unknown ones go to `extra`, and what identifies a row is chosen by the header",
  setting: "export_columns",
  alarm: "a warning with the columns found; exit code 4 where none is known",
  check: "export_columns",
};
