/** The part of stderr that the terminal needs. */
interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** stderr as a place for log lines and, on a terminal, one status line below them. */
export interface Terminal {
  readonly write: (text: string) => void;
  /** Replaces the status line; undefined where there is no terminal. */
  readonly showStatus: ((text: string) => void) | undefined;
}

const clearLine = "\r\u001b[K";

/** Creates the terminal over stderr. */
export function createTerminal(output: Output): Terminal {
  if (output.isTTY !== true) {
    return { write: (text) => void output.write(text), showStatus: undefined };
  }
  let status = "";
  return {
    write: (text) => void output.write(`${status === "" ? "" : clearLine}${text}${status}`),
    showStatus: (text) => {
      status = text.slice(0, Math.max(0, (output.columns ?? 80) - 1));
      output.write(`${clearLine}${status}`);
    },
  };
}
