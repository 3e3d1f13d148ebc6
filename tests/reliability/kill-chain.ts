import { isDeepStrictEqual } from "node:util";
import type { Simulator } from "../simulator/simulator.js";
import { meltanoMerge } from "../support/meltano-merge.js";
import type { StateValue } from "../support/singer-checker-messages.js";
import { checkSingerOutput } from "../support/singer-checker.js";
import { sceneAt, type Scene } from "../support/tap-scene.js";
import { namesIn, streamNames, type StreamName } from "../support/truth-rows.js";
import { keep } from "./kept-state.js";
import type { Kill, KillPlan } from "./kill-plan.js";
import { countResent, mostProfilesResent, openPassOf } from "./resends.js";

/** What has been tried, so that a test can tell that it has tried something. */
export interface Tally {
  /** Runs that were to be killed, and those that were. */
  planned: number;
  killed: number;
  /** Full passes that went on where they had stopped, so that what came twice could be counted. */
  resumed: number;
}

/** Of a full pass, whichever runs had a part in it: the profiles that a target holds, and how far it came. */
interface KeptPass {
  readonly profiles: ReadonlySet<string>;
  readonly reached: number;
}

const nothingKept: KeptPass = { profiles: new Set(), reached: 0 };

/** Everything that came out of a chain of runs. */
export class KillChain {
  /** Names of the rows that a target holds. */
  readonly union: Readonly<Record<StreamName, Set<string>>> = {
    lists: new Set(),
    profiles: new Set(),
    member_lists: new Set(),
    unsubscribes: new Set(),
    email_events: new Set(),
  };
  /** What broke a rule, as a sentence. */
  readonly problems: string[] = [];
  readonly #scene: Scene;
  readonly #tally: Tally;
  #state: StateValue | undefined;
  #hours = 0;
  /** By the start of the pass. */
  readonly #passes = new Map<string, KeptPass>();

  constructor(scene: Scene, tally: Tally) {
    this.#scene = scene;
    this.#tally = tally;
  }

  /** Runs the plan; `lines` is how many an uninterrupted run writes. Returns the service as it is in the end. */
  async run({ kills, settings }: KillPlan, lines: number): Promise<Simulator> {
    const config = await this.#scene.configWith({ ...settings });
    const isCounted = settings.full_refresh_interval === "PT0S";
    let sandbox = this.#scene.sandbox;
    for (const kill of kills) {
      await this.#kill(kill, { config, lines, isCounted });
      this.#hours += kill.hours;
      sandbox = await this.#scene.moveTo(sceneAt + this.#hours * 3_600_000);
    }
    await this.#runToEnd(config, isCounted);
    // What has come since a pass that was resumed began may lie behind it, and comes with the run after.
    if (this.#hours > 0) await this.#runToEnd(config, false);
    return sandbox;
  }

  async #kill(
    kill: Kill,
    run: { readonly config: string; readonly lines: number; readonly isCounted: boolean },
  ): Promise<void> {
    const args = await this.#argsFor(run.config, kill.streams);
    const tap = this.#scene.start(...args);
    const held = streamNames.reduce((sum, name) => sum + this.union[name].size, 0);
    const count = Math.ceil(Math.max(30, run.lines - held) * kill.after);
    // A resumed run may have fewer lines, and ends by itself.
    await tap.lines(count).catch(() => undefined);
    tap.process.kill("SIGKILL");
    const { stdout, signal } = await tap.ended;
    this.#tally.planned += 1;
    if (signal === "SIGKILL") this.#tally.killed += 1;
    const kept = keep(stdout, kill.behind);
    this.#compare(kept, { streams: kill.streams, isCounted: run.isCounted });
    if (kept.state === undefined) return;
    this.#checkKept(kept.states);
    for (const name of streamNames) for (const row of kept.rows[name]) this.union[name].add(row);
    this.#notePass(kept.state, kept.rows.profiles);
    this.#state = kept.state;
  }

  async #runToEnd(config: string, isCounted: boolean): Promise<void> {
    const run = await this.#scene.run(...(await this.#argsFor(config, streamNames)));
    if (run.exitCode !== 0 || run.stderr.includes("CRITICAL"))
      this.problems.push(`the last run ended with ${run.exitCode}: ${run.stderr}`);
    const output = checkSingerOutput(run.stdout, { allowRepeatedKeys: true });
    const sent = Object.fromEntries(
      streamNames.map((name) => [name, namesIn(output, name)]),
    ) as Record<StreamName, string[]>;
    this.#compare({ all: sent, states: output.states }, { streams: streamNames, isCounted });
    for (const name of streamNames) for (const row of sent[name]) this.union[name].add(row);
    this.#state = output.lastState;
  }

  /** What a run sent, held against what the state that it began with had covered. */
  #compare(
    sent: {
      readonly all: Readonly<Record<StreamName, readonly string[]>>;
      readonly states: readonly StateValue[];
    },
    run: { readonly streams: readonly StreamName[]; readonly isCounted: boolean },
  ): void {
    const events = { kept: this.union.email_events, sent: sent.all.email_events };
    this.#expectAtMost(0, countResent(events), "email_events");
    const pass = openPassOf(this.#state, "profiles");
    const { profiles: kept, reached } = this.#passes.get(pass?.start ?? "") ?? nothingKept;
    const most = mostProfilesResent(this.#state, { streams: run.streams, reached });
    if (run.isCounted && most !== undefined) {
      this.#tally.resumed += 1;
      this.#expectAtMost(most, countResent({ kept, sent: sent.all.profiles }), "profiles");
    }
    for (const state of sent.states) this.#checkMerge(state);
  }

  #expectAtMost(most: number, count: number, stream: StreamName): void {
    if (count > most) this.problems.push(`${count} rows of ${stream} came again, not ${most}`);
  }

  /** Meltano merges what the next run says into the state that it was started with. */
  #checkMerge(state: StateValue): void {
    if (this.#state !== undefined && !isDeepStrictEqual(meltanoMerge(this.#state, state), state))
      this.problems.push(`merged into the state kept, a STATE is not what the run said`);
  }

  #checkKept(states: readonly StateValue[]): void {
    for (const [index, state] of states.entries()) {
      const before = states[index - 1];
      if (before !== undefined && !isDeepStrictEqual(meltanoMerge(before, state), state))
        this.problems.push(`merged into the STATE before it, a STATE is not what the run said`);
    }
  }

  #notePass(state: StateValue, profiles: readonly string[]): void {
    const pass = openPassOf(state, "profiles");
    if (pass === undefined) return;
    const before = this.#passes.get(pass.start) ?? nothingKept;
    this.#passes.set(pass.start, {
      profiles: new Set([...before.profiles, ...profiles]),
      reached: Math.max(before.reached, pass.offset),
    });
  }

  async #argsFor(config: string, streams: readonly StreamName[]): Promise<string[]> {
    const args = ["--config", config, "--streams", streams.join(",")];
    if (this.#state === undefined) return args;
    return [...args, "--state", await this.#scene.folder.write("kept-state.json", this.#state)];
  }
}
