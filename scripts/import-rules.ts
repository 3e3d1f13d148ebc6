/**
 * Rooms in layers, lowest first. A file may import from its own entry and from the layers below it: never from one above,
 * and never from another entry of its own layer. An entry is a folder or a file; `*` stands for the other files that lie
 * directly in the folder.
 */
export interface Layers {
  /** Below `src/`. */
  readonly folder: string;
  readonly layers: readonly (readonly string[])[];
}

/** Files and folders that only some may import. */
export interface Reserved {
  /** Below `src/`, as all paths here. */
  readonly paths: readonly string[];
  readonly except?: readonly string[];
  readonly guests: readonly string[];
}

export interface ImportRules {
  readonly layers: readonly Layers[];
  readonly reserved: readonly Reserved[];
}

/** What may import what; the order of the folders is the order of the table in CONTRIBUTING.md, upside down. */
export const importRules: ImportRules = {
  layers: [
    {
      folder: "",
      layers: [
        ["errors.ts", "clock.ts", "generated"],
        ["values", "terminal.ts", "version.ts"],
        ["log.ts"],
        ["sandbox"],
        ["config"],
        ["singer"],
        ["service"],
        ["exports"],
        ["reads"],
        ["records"],
        ["ometria"],
        ["about"],
        ["run"],
        ["doctor"],
        ["commands"],
        ["cli.ts"],
      ],
    },
    { folder: "sandbox", layers: [["data"], ["api"], ["*"]] },
    { folder: "exports", layers: [["stores", "formats"], ["*"]] },
    {
      folder: "reads",
      layers: [["*"], ["paging"], ["table-read.ts"], ["passes", "changes", "windows", "listing"]],
    },
  ],
  // The fast way of CSV rows has one door, and the reads pass its rows on without a look at them.
  reserved: [
    {
      paths: ["records/cells"],
      except: ["records/cells/record-lines.ts"],
      guests: ["records/cells"],
    },
    { paths: ["records/cells/record-lines.ts"], guests: ["records", "run"] },
    {
      paths: ["exports/formats/csv-row.ts", "exports/formats/csv-cells.ts"],
      guests: ["exports", "records/cells"],
    },
  ],
};
