import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

/** Signals that end the process without a word, unless somebody listens. SIGINT and SIGTERM have listeners of the tap. */
const unheard = ["SIGHUP", "SIGQUIT"] as const;

/** A temporary folder that no other process has. */
export interface ExportFolder {
  readonly path: string;
  /** Removes it. May be called again. */
  readonly remove: () => void;
}

/**
 * Makes a folder for the export, in the system's folder for temporary files. It goes when `remove` is called and when the
 * process ends; where that cannot be (SIGKILL, a machine that goes down), the next call removes it, on the same machine.
 */
export function makeExportFolder(): ExportFolder {
  const prefix = `tap-ometria-sandbox-${processSpace()}-`;
  removeLeftovers(prefix);
  const path = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  const remove = (): void => {
    process.off("exit", remove);
    for (const signal of unheard) process.off(signal, removeAndEnd);
    removeFolder(path);
  };
  const removeAndEnd = (signal: NodeJS.Signals): void => {
    remove();
    // Nobody listens any more: it ends the process as if nobody ever had.
    process.kill(process.pid, signal);
  };
  process.on("exit", remove);
  for (const signal of unheard) process.on(signal, removeAndEnd);
  return { path, remove };
}

/** Removes the folders of processes that are no more. */
function removeLeftovers(prefix: string): void {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(prefix))) {
    const [pid = ""] = name.slice(prefix.length).split("-");
    if (/^\d+$/.test(pid) && !isAlive(Number(pid))) removeFolder(join(tmpdir(), name));
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and another user's.
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}

/**
 * Tells apart where process ids come from: containers may share a folder for temporary files, and then one's living process
 * is nobody in the other.
 */
function processSpace(): string {
  return createHash("sha256").update(`${hostname()} ${pidNamespace()}`).digest("hex").slice(0, 8);
}

function pidNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    // Only Linux has them.
    return "";
  }
}

/** What cannot be removed stays: that is no reason for a run to fail. */
function removeFolder(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Another user's, or in use.
  }
}
