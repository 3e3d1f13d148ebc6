import type { CsvCells } from "./csv-cells.js";
import type { RowValues } from "./object-row.js";

/** One row of a CSV text. */
export class CsvRow {
  /** Where its cells stand, with those of other rows. */
  readonly table: CsvCells;
  /** The index of its first cell there. */
  readonly first: number;
  /** How many cells it has. */
  readonly width: number;
  /** Line at which it ends, from 1. */
  readonly line: number;
  /** Bytes that it takes. */
  readonly length: number;

  constructor(
    table: CsvCells,
    first: number,
    place: { readonly width: number; readonly line: number; readonly length: number },
  ) {
    this.table = table;
    this.first = first;
    this.width = place.width;
    this.line = place.line;
    this.length = place.length;
  }

  isEmpty(index: number): boolean {
    return this.start(index) === this.end(index);
  }

  /** Where a cell begins in the bytes of the table. */
  start(index: number): number {
    return this.table.bounds[2 * (this.first + index)] ?? 0;
  }

  end(index: number): number {
    return this.table.bounds[2 * (this.first + index) + 1] ?? 0;
  }

  /** See `mark`. */
  marks(index: number): number {
    return this.table.marks[this.first + index] ?? 0;
  }

  text(index: number): string {
    return this.table.text(this.first + index);
  }

  /** The texts of all cells. */
  get cells(): string[] {
    const cells: string[] = [];
    for (let index = 0; index < this.width; index += 1) cells.push(this.text(index));
    return cells;
  }
}

/** What the rows of one CSV object have in common. */
export interface CellLayout {
  /** The column of each cell. */
  readonly names: readonly string[];
  /** What stands in every row beside them. */
  readonly constants: RowValues;
  /** All columns, and no values but the constant ones. */
  readonly empty: RowValues;
}

/** A row of a CSV object: its values, or its cells for a reader that needs no texts. */
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
