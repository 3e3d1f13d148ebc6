/** A variable that `.ci/interop` sets. */
export function given(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run these tests by .ci/interop`);
  return value;
}
