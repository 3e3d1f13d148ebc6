/**
 * Environment of a program whose clock tells `moment` (milliseconds since 1970) when it starts, and goes on from there,
 * `speed` times as fast as others.
 */
export function clockFrom(moment: number, speed = 1): Readonly<Record<string, string>> {
  const shifted = `
const real = Date.now;
const start = real();
Date.now = () => ${moment} + (real() - start) * ${speed};
`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(shifted)}` };
}
