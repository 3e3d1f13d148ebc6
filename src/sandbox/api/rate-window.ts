/**
 * Admits up to `perSecond` requests in any one second; 0 = all. Requests that it turns away do not count. The vendor
 * documents only the number: whether its window slides is not known.
 */
export function createRateWindow(perSecond: number): (now: number) => boolean {
  let admitted: number[] = [];
  return (now) => {
    admitted = admitted.filter((time) => now - time < 1_000);
    if (perSecond > 0 && admitted.length >= perSecond) {
      return false;
    }
    admitted.push(now);
    return true;
  };
}
