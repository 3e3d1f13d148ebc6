import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { InterruptedError } from "../../src/errors.js";
import type { SingerMessage, StateValue } from "../support/singer-checker-messages.js";
import type { SingerOutput } from "../support/singer-checker.js";
import type { RunOptions, SyncRun, SyncScene } from "../support/sync-scene.js";
import { withSyncScene } from "../support/sync-scene.js";
import { withAnyOrderServer } from "./any-order-server.js";
import {
  DriftingProfiles,
  driftStories,
  movingStories,
  type DriftStory,
} from "./drifting-profiles.js";

/** `npm run test:long` tells a thousand. */
const numRuns = Number(process.env["TAP_OMETRIA_TEST_STORIES"] ?? 10);
const seed = Number(process.env["TAP_OMETRIA_TEST_SEED"] ?? 20260102);
const longestMs = 30_000 * numRuns;

test(
  "profiles that live through a pass are all sent, and none twice, whatever vanishes and appears meanwhile",
  async () => {
    let refused = 0;
    await forEach(driftStories, async (scene, story) => {
      const service = serve(scene, story);

      const run = await scene.run(optionsFor(story));

      const sent = idsIn(run.output.messages);
      expect(twice(sent)).toEqual([]);
      if (run.exitCode === 0) expect(missing(service, sent)).toEqual([]);
      else refused += countRefusal(run);
    });

    // A pass that cannot be read safely is refused, but hardly ever one that could be.
    expect(refused).toBeLessThanOrEqual(Math.ceil(numRuns / 50));
  },
  longestMs,
);

test(
  "a pass that is stopped at any request, and gone on with from any STATE, loses none of them",
  async () => {
    const stories = fc.record({
      story: driftStories,
      stops: fc.array(fc.record({ after: fc.integer({ min: 1, max: 60 }), kept: share }), {
        minLength: 1,
        maxLength: 3,
      }),
    });
    await forEach(stories, async (scene, { story, stops }) => {
      const service = serve(scene, story);
      const sent: string[] = [];
      let state: StateValue | undefined;
      for (const { after, kept } of stops) {
        const run = await runUntil(scene, service, { ...optionsFor(story, state), after });
        const held = keptOf(run.output, kept);
        sent.push(...held.sent);
        state = held.state;
      }

      sent.push(...(await runToEnd(scene, story, state)));

      expect(missing(service, sent)).toEqual([]);
    });
  },
  longestMs,
);

test(
  "a profile that changes its place meanwhile comes with the next run, or the run ends with 4",
  async () => {
    await forEach(movingStories, async (scene, story) => {
      const service = serve(scene, story);
      const first = await scene.run(optionsFor(story));
      const sent = idsIn(first.output.messages);
      if (first.exitCode !== 0) countRefusal(first);

      sent.push(...(await runToEnd(scene, story, first.output.lastState)));

      expect(missing(service, sent)).toEqual([]);
    });
  },
  longestMs,
);

test("a pass whose rows have changed their order is begun again by the next run", async () => {
  await withSyncScene(
    async (scene) => {
      const before = Array.from({ length: 100 }, (_, index) => ({ id: `row ${index}` }));
      const [hidden] = before.slice(60, 61);
      // Row 60 goes where the reader has been, unchanged, and two rows that are read again are the other way round.
      const after = before.toSpliced(60, 1).toSpliced(2, 0, hidden ?? { id: "none" });
      after.splice(13, 2, ...after.slice(13, 15).reverse());
      let requests = 0;
      scene.sandbox.setTransform((path, query, rows) => {
        if (!path.endsWith("/profiles")) return rows;
        if (query["updateSince"] !== undefined) return [];
        requests += 1;
        return requests < 3 ? before : after;
      });
      const options = { streams: ["profiles"], config: { page_size: 10 } };

      const first = await scene.run(options);
      const second = await scene.run({ ...options, state: first.output.lastState });

      expect(first.log).toMatch(/changed their order/);
      expect([first.exitCode, second.exitCode]).toEqual([4, 0]);
      expect(idsIn(second.output.messages).sort()).toEqual(before.map(({ id }) => id).sort());
    },
    { profiles: 1, events: 0 },
  );
});

const share = fc.double({ min: 0, max: 0.999, noNaN: true });

function forEach<T>(
  stories: fc.Arbitrary<T>,
  use: (scene: SyncScene, story: T) => Promise<void>,
): Promise<void> {
  return withSyncScene(
    ({ sandbox, ...scene }) =>
      withAnyOrderServer(sandbox.baseUrl, async ({ origin, mostAtOnce }) => {
        const run: SyncScene["run"] = (options) =>
          scene.run({ ...options, config: { ...options.config, base_url: `${origin}/v2` } });
        await fc.assert(
          fc.asyncProperty(stories, (story) => use({ ...scene, sandbox, run }, story)),
          { numRuns, seed, endOnFailure: true },
        );
        expect(mostAtOnce()).toBeGreaterThan(3);
      }),
    { profiles: 1, events: 0 },
  );
}

function serve({ sandbox }: SyncScene, { size, drifts }: DriftStory): DriftingProfiles {
  const service = new DriftingProfiles(size, drifts);
  sandbox.setTransform(service.transform);
  return service;
}

function optionsFor({ pageSize, concurrency }: DriftStory, state?: StateValue): RunOptions {
  return {
    streams: ["profiles"],
    config: { page_size: pageSize, max_concurrency: concurrency },
    tickMs: 20,
    ...(state === undefined ? {} : { state }),
  };
}

/** Stops the run at a request, counted from its own first one; it may be over before. */
async function runUntil(
  scene: SyncScene,
  service: DriftingProfiles,
  { after, ...options }: RunOptions & { readonly after: number },
): Promise<SyncRun> {
  const controller = new AbortController();
  let left = after;
  service.onRequest = () => {
    left -= 1;
    if (left === 0) controller.abort(new InterruptedError("SIGTERM"));
  };
  const run = await scene.run({ ...options, signal: controller.signal });
  service.onRequest = () => undefined;
  expect([0, 4, 143]).toContain(run.exitCode);
  return run;
}

/** Runs again as long as the tap says that something is incomplete; returns what came. */
async function runToEnd(
  scene: SyncScene,
  story: DriftStory,
  state: StateValue | undefined,
): Promise<string[]> {
  const sent: string[] = [];
  let from = state;
  for (let runs = 0; runs < 5; runs += 1) {
    const run = await scene.run(optionsFor(story, from));
    sent.push(...idsIn(run.output.messages));
    if (run.exitCode === 0) return sent;
    countRefusal(run);
    from = run.output.lastState;
  }
  throw new Error("five runs in a row were incomplete, although nothing changes any more");
}

/** What a target holds that was ended too: the rows up to one of the STATEs, and that STATE. */
function keptOf(
  { messages }: SingerOutput,
  at: number,
): { readonly sent: readonly string[]; readonly state: StateValue | undefined } {
  const states = messages.flatMap((message, index) =>
    message.type === "STATE" ? [{ index, value: message.value }] : [],
  );
  const kept = states[Math.floor(at * states.length)];
  return { sent: idsIn(messages.slice(0, kept?.index)), state: kept?.value };
}

function idsIn(messages: readonly SingerMessage[]): string[] {
  return messages.flatMap((message) =>
    message.type === "RECORD" ? [String(message.record["id"])] : [],
  );
}

function missing(service: DriftingProfiles, sent: readonly string[]): string[] {
  const ids = new Set(sent);
  return service.survivors.filter((id) => !ids.has(id));
}

function twice(sent: readonly string[]): string[] {
  const seen = new Set<string>();
  return sent.filter((id) => seen.has(id) || !seen.add(id));
}

/** One refusal, which says what it saw. */
function countRefusal(run: SyncRun): number {
  expect(run.exitCode).toBe(4);
  expect(run.log).toMatch(/brings nothing new|ignores offset|changed their order/);
  return 1;
}
