/** Environment of a program whose clock tells `moment` (milliseconds since 1970) when it starts, and goes on from there. */
export function clockFrom(moment: number): Readonly<Record<string, string>> {
  const shifted = `
const real = Date.now;
const shift = ${moment} - real();
Date.now = () => real() + shift;
`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(shifted)}` };
}
