const roundNumbers = [10, 20, 25, 50, 100, 200, 250, 500, 1000];

/** Whether an answer of so many rows looks like one that a service cuts off. */
export function isRoundLength(length: number): boolean {
  return roundNumbers.includes(length);
}
