const pattern =
  /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

const second = 1000;
const hour = 3600 * second;
const day = 24 * hour;
const unitsMs = [365 * day, 30 * day, 7 * day, day, hour, 60 * second, second];

/** One day in milliseconds. */
export const dayMs = day;

/**
 * Milliseconds of an ISO 8601 duration such as `P7D` or `PT6H`, or undefined if it is none. A year counts 365
 * days and a month 30: the durations of the settings are widths and ages, not dates of a calendar.
 */
export function parseDuration(text: string): number | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  return unitsMs.reduce((sum, unit, index) => sum + unit * Number(match[index + 1] ?? 0), 0);
}
