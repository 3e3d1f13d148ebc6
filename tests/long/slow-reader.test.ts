import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { builtProgram } from "../support/built-tap.js";
import { withScene, type Scene } from "../support/tap-scene.js";

/** Lines that the run writes, about: half of them profiles from the API, half of them rows of an export. */
const lines = Number(process.env["TAP_OMETRIA_TEST_LINES"] ?? 200_000);
const linesPerSecond = 1_000;
const longestMs = 300_000 + (lines / linesPerSecond) * 10_000;
const rows = Math.floor(lines / 2);
const pageSize = 250;
/** Each page begins with ten rows of the one before it. */
const newPerPage = pageSize - 10;

/** Pages that may be asked for ahead. */
const concurrency = 4;

/** What the tap may have read and the reader not yet taken: two buffers at some 200 bytes a line, a page, and those asked ahead. */
const mostAhead = 3_000 + concurrency * newPerPage;

/** What a heap may grow by without holding on to rows: garbage that is not collected yet. */
const mostGrowthKb = 25_000;

test(
  "a reader that takes a thousand lines a second gets every line, and the tap waits for it",
  async () => {
    const inScene = async (scene: Scene): Promise<void> => {
      const config = await prepare(scene);
      const args = ["--config", config, "--streams", "profiles,email_events"];
      const tap = spawn(process.execPath, [builtProgram, ...args], {
        stdio: ["ignore", "pipe", "ignore"],
        timeout: longestMs,
        killSignal: "SIGKILL",
      });
      const closed = once(tap, "close");

      const taken = await readSlowly(tap, () => pagesAsked(scene) * newPerPage);

      expect(await closed).toEqual([0, null]);
      expect(taken.counts).toEqual({ profiles: rows, email_events: rows });
      expect(taken.lastType).toBe("STATE");
      expect(taken.mostAhead).toBeLessThan(mostAhead);
      for (const [early, late] of [[1, 4] as const, [6, 9] as const]) {
        const growthKb = (taken.memory[late] ?? 0) - (taken.memory[early] ?? 0);
        expect(growthKb).toBeLessThan(mostGrowthKb);
      }
    };
    await withScene(inScene, { profiles: 1, events: 0 });
  },
  longestMs + 60_000,
);

/** Profiles and an export without end, as it were. */
async function prepare({ sandbox, folder, configWith }: Scene): Promise<string> {
  sandbox.setTransform((path, query, found) => {
    if (!path.endsWith("/profiles")) return found;
    const offset = Number(query["offset"]);
    const count = Math.max(0, Math.min(Number(query["limit"]), rows - offset));
    const isAll = query["updateSince"] === undefined;
    const page = Array.from({ length: isAll ? count : 0 }, (_, index) => profile(offset + index));
    return { page };
  });
  const text = Array.from({ length: rows }, (_, index) => event(index)).join("");
  await folder.write("email_events.csv", `event,timestamp,email_id,to_address\n${text}`);
  return configWith({
    page_size: pageSize,
    max_concurrency: concurrency,
    export_url: new URL(`file://${folder.path}`).href,
  });
}

function profile(index: number): object {
  return { id: `profile-${index}`, email: `somebody-${index}@example.com` };
}

function event(index: number): string {
  return `open,2026-01-01T00:00:00Z,send-${index},somebody-${index}@example.com\n`;
}

function pagesAsked({ sandbox }: Scene): number {
  return sandbox.requests.filter(({ path }) => path.endsWith("/profiles")).length;
}

interface Taken {
  /** Records by stream. */
  readonly counts: Readonly<Record<string, number>>;
  readonly lastType: string;
  /** Profiles that had been asked for and not been taken, at most. */
  readonly mostAhead: number;
  /** The most resident memory, in kB, of each tenth of the run; the API is read in the first five. */
  readonly memory: readonly number[];
}

/** Takes what comes at the reader's own pace. */
async function readSlowly(
  child: ChildProcessByStdio<null, Readable, null>,
  asked: () => number,
): Promise<Taken> {
  const counts: Record<string, number> = {};
  const memory: number[] = [];
  let [rest, last, taken, ahead] = ["", "", 0, 0];
  for await (const chunk of child.stdout) {
    const texts = (rest + String(chunk)).split("\n");
    rest = texts.pop() ?? "";
    for (const text of texts) count(text, counts);
    last = texts.at(-1) ?? last;
    taken += texts.length;
    if (counts["email_events"] === undefined) ahead = Math.max(ahead, asked() - taken);
    const tenth = Math.min(9, Math.floor((taken * 10) / lines));
    memory[tenth] = Math.max(memory[tenth] ?? 0, await residentKb(child.pid ?? 0));
    await wait((texts.length / linesPerSecond) * 1_000);
  }
  const lastType = String((JSON.parse(last) as { readonly type?: unknown }).type);
  return { counts, lastType, mostAhead: ahead, memory };
}

function count(text: string, counts: Record<string, number>): void {
  const message = JSON.parse(text) as { readonly type: string; readonly stream?: string };
  const { stream } = message;
  if (message.type === "RECORD" && stream !== undefined) counts[stream] = (counts[stream] ?? 0) + 1;
}

/** 0 once the process has ended. */
async function residentKb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0);
}
