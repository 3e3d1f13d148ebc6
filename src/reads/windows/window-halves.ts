/** `[since, before)` in milliseconds, whole seconds. */
export interface TimeWindow {
  readonly since: number;
  readonly before: number;
}

const second = 1000;

/** Whether the window cannot be halved any more. */
export function isOneSecond({ since, before }: TimeWindow): boolean {
  return before - since <= second;
}

export function halvesOf({ since, before }: TimeWindow): readonly TimeWindow[] {
  const middle = since + Math.ceil((before - since) / 2 / second) * second;
  return [
    { since, before: middle },
    { since: middle, before },
  ];
}

/** Milliseconds. */
export function widthOf({ since, before }: TimeWindow): number {
  return before - since;
}
