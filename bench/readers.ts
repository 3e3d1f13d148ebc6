import type { Readable } from "node:stream";
import type { LineCounter } from "./line-counter.js";

/** Reads as fast as it can. */
export function readAll(counter: LineCounter): (stdout: Readable) => Promise<void> {
  return (stdout) =>
    new Promise((resolve, reject) => {
      stdout
        .on("data", (chunk: Buffer) => {
          counter.add(chunk);
        })
        .on("end", resolve)
        .on("error", reject);
    });
}

/** Takes so many lines a second for some seconds, then closes the pipe. */
export function readSlowly(
  counter: LineCounter,
  pace: { readonly linesPerSecond: number; readonly seconds: number },
): (stdout: Readable) => Promise<void> {
  return async (stdout) => {
    const begin = performance.now();
    const seconds = (): number => (performance.now() - begin) / 1000;
    for await (const chunk of stdout as AsyncIterable<Buffer>) {
      counter.add(chunk);
      const ahead = counter.lines / pace.linesPerSecond - seconds();
      const left = pace.seconds - seconds();
      await sleep(Math.max(0, Math.min(ahead, left)));
      // Leaving the loop closes the pipe.
      if (seconds() >= pace.seconds) break;
    }
  };
}

function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
