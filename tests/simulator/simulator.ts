import { systemClock, type Clock } from "../../src/clock.js";
import type { Intercept } from "../../src/sandbox/api/api-server.js";
import type { Transform } from "../../src/sandbox/api/route.js";
import { startSandbox, type Sandbox, type SandboxOptions } from "../../src/sandbox/sandbox.js";
import { createFaults, delayOf, type FaultAction, type Faults } from "./faults.js";
import { createFolderObjects } from "./s3/folder.js";
import type { S3Objects } from "./s3/objects.js";
import { startS3Server, type S3Access, type S3Settings } from "./s3/server.js";
import { showTruth, type Truth } from "./truth.js";

export interface SimulatorOptions extends Omit<SandboxOptions, "intercept"> {
  /** How the object store that serves the export is reached: port, bucket, region, access key. */
  readonly s3?: S3Settings;
  readonly transform?: Transform;
}

/** A sandbox that can be made to fail, and that says what it holds. */
export interface Simulator extends Sandbox {
  /** An S3-compatible store with the files of the export folder; it has a log and faults of its own, and no limit of requests. */
  readonly s3: S3Access;
  /** Those of the API. */
  readonly faults: Faults;
  truth(): Truth;
  setTransform(transform: Transform | undefined): void;
}

/** Starts the sandbox with all that only tests need: scripted faults, its truth, and an object store on a port of its own. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { s3: s3Settings, transform: given, ...sandboxOptions } = options;
  const { clock = systemClock, latencyMs = 0 } = options;
  const faults = createFaults();
  let transform = given;
  const intercept = interceptWith({ faults, clock, transform: () => transform });
  const sandbox = await startSandbox({ ...sandboxOptions, intercept });
  const { catchUp, now } = sandbox;
  const objects = upToDate(createFolderObjects(sandbox.exportFolder), catchUp);
  const s3 = await startS3Server({ ...s3Settings, objects, latencyMs, clock, now }).catch(
    async (error: unknown) => {
      await sandbox.close();
      throw error;
    },
  );
  return {
    ...sandbox,
    s3,
    faults,
    truth: () => showTruth(catchUp(), sandbox.readings),
    setTransform: (next) => {
      transform = next;
    },
    close: async () => {
      await s3.close();
      await sandbox.close();
    },
  };
}

interface Hooks {
  readonly faults: Faults;
  readonly clock: Clock;
  readonly transform: () => Transform | undefined;
}

/** Answers as the script says, and as usual where it says nothing. */
function interceptWith({ faults, clock, transform }: Hooks): Intercept {
  return async ({ response, entry, signal }, answer) => {
    const fault = faults.take(entry);
    if (fault?.kind === "reset") {
      response.destroy();
      return undefined;
    }
    const reply = scripted(fault) ?? (await answer(transform()));
    if (fault?.kind === "cut") return { ...reply, cutAfter: fault.afterBytes };
    if (delayOf(fault) > 0) await clock.sleep(delayOf(fault), signal);
    return reply;
  };
}

function scripted(fault: FaultAction | undefined) {
  if (fault?.kind === "body") return { status: 200, body: fault.body };
  if (fault?.kind !== "status") return undefined;
  const { status, headers = {}, body = JSON.stringify({ error: "As scripted" }) } = fault;
  return { status, headers, body };
}

function upToDate(objects: S3Objects, update: () => void): S3Objects {
  return {
    list: () => {
      update();
      return objects.list();
    },
    open: (key) => {
      update();
      return objects.open(key);
    },
  };
}
