/** The process exit codes. Each asks for something else to be done. */
export const exitCodes = {
  done: 0,
  bug: 1,
  usage: 2,
  refused: 3,
  source: 4,
  rejected: 5,
  interrupted: 130,
  terminated: 143,
  readerClosed: 141,
} as const;

/**
 * Root of every failure that the tap knows. `message` says what failed and where, `hint` what to do next;
 * neither ever holds a secret or the content of a record.
 */
export abstract class TapError extends Error {
  abstract readonly code: string;
  abstract readonly exitCode: number;
  readonly hint: string | undefined;

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.hint = options.hint;
  }
}

/** The command line or a config, state or catalog file is wrong. Never retried; the user corrects the input. */
export class UsageError extends TapError {
  readonly code = "usage";
  readonly exitCode = exitCodes.usage;
}

/** The service refused the credentials (403, 401). Never retried; the user checks the key or its rights. */
export class RefusedError extends TapError {
  readonly code = "refused";
  readonly exitCode = exitCodes.refused;
}

/** The credentials are good, but not for this one thing. Others may be readable. */
export class ForbiddenError extends RefusedError {}

/** A source could not be read to its end, after all retries. The next run goes on from the last checkpoint. */
export class SourceError extends TapError {
  readonly code: string = "source";
  readonly exitCode = exitCodes.source;
}

/** The service answered 404. Not retried; the caller decides what a missing thing means. */
export class NotFoundError extends SourceError {
  override readonly code = "not_found";
}

/** The service does not take a request as it is (400, say). Not retried; another form of it may be taken. */
export class NotTakenError extends SourceError {
  override readonly code = "not_taken";
}

/** No whole answer came in time, however often it was asked for. A smaller question may be answered. */
export class TimeoutError extends SourceError {
  override readonly code = "timeout";
}

/** The service behaves in a way that could lose rows. Never retried; the message names the assumption. */
export class AssumptionError extends SourceError {
  override readonly code: string = "assumption";
}

/** Rows changed their order while they were read, so that one may have been passed over. The next run reads again. */
export class UnstableOrderError extends AssumptionError {
  override readonly code = "unstable_order";
}

/** The program that reads our stdout has closed it. Nothing can be written any more. */
export class ReaderClosedError extends TapError {
  readonly code = "reader_closed";
  readonly exitCode = exitCodes.readerClosed;
}

/** A signal asked the run to end. The last STATE is still written. */
export class InterruptedError extends TapError {
  readonly code = "interrupted";
  readonly exitCode: number;

  constructor(signal: "SIGINT" | "SIGTERM") {
    super(`Stopped by ${signal}. The next run goes on from the last STATE.`);
    this.exitCode = signal === "SIGINT" ? exitCodes.interrupted : exitCodes.terminated;
  }
}

/** One line for people: the message and, where there is one, the hint. */
export function describeError(error: unknown): string {
  if (error instanceof TapError) {
    return error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
  }
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
