/** Something about the live service that the tap relies on (design, section 9; ometria-api 11). */
export interface Assumption {
  readonly id: string;
  /** What it is about, as a noun. */
  readonly subject: string;
  /** `documented`: the first reading is the vendor's own. `open`: no public text settles it. */
  readonly known: "documented" | "open";
  readonly readings: readonly [string, string];
  /** How the tap is right under either. */
  readonly rightEitherWay: string;
  /** The setting that decides, where there is one. */
  readonly setting?: string;
  /** What a run says or does where it could go wrong. */
  readonly alarm: string;
  /** The check of `doctor` that puts into words what the probe shows; absent = no reader can see it. */
  readonly check?: string;
  /** The question itself, as a run and `doctor` ask it; absent where reading as usual is the question. */
  readonly probe?: unknown;
}

/** An assumption that can be asked about. */
export interface Probed<Probe> extends Assumption {
  readonly check: string;
  readonly probe: Probe;
}
