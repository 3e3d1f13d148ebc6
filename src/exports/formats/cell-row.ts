import type { CsvRow } from "./csv-row.js";
import type { RowValues } from "./object-row.js";

/** What the rows of one CSV object have in common. */
export interface CellLayout {
  /** The column of each cell. */
  readonly names: readonly string[];
  /** What stands in every row beside them. */
  readonly constants: RowValues;
  /** All columns, and no values but the constant ones. */
  readonly empty: RowValues;
}

/** A row of a CSV object: its values, or its cells for whoever needs no texts of them. */
export class CellRow {
  readonly layout: CellLayout;
  readonly row: CsvRow;
  constructor(layout: CellLayout, row: CsvRow) {
    this.layout = layout;
    this.row = row;
  }

  /** Line at which it ends, from 1. */
  get line(): number {
    return this.row.line;
  }

  get values(): RowValues {
    const values = { ...this.layout.empty };
    const { names } = this.layout;
    for (let index = 0; index < names.length; index += 1) {
      // CSV knows no null: a field without text is one without a value.
      if (!this.row.isEmpty(index)) values[names[index] ?? ""] = this.row.text(index);
    }
    return values;
  }
}
