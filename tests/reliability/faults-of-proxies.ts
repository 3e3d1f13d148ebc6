import type { Socket } from "node:net";
import { proxyPassword, proxyUser } from "./fault-secrets.js";

/** A proxy between the tap and https://ometria.invalid, and what has to come of a run. */
export interface ProxyFault {
  readonly happens: string;
  /** The environment, by the proxy's `host:port`. */
  readonly env: (proxy: string) => Readonly<Record<string, string>>;
  /** What the proxy does with a CONNECT. */
  readonly answer: (socket: Socket) => void;
  /** The tap reads a sandbox on this machine, which no proxy could reach. */
  readonly isLocal?: boolean;
  /** Whether the proxy is asked at all. */
  readonly isAsked: boolean;
  readonly exitCode: number;
  readonly says: RegExp;
}

const withPassword = (proxy: string): Readonly<Record<string, string>> => ({
  HTTPS_PROXY: `http://${proxyUser}:${proxyPassword}@${proxy}`,
});

function refuse(status: string): ProxyFault["answer"] {
  return (socket) => {
    socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`);
  };
}

/** Faults of proxies. */
export const faultsOfProxies: readonly ProxyFault[] = [
  {
    happens: "cannot reach the host",
    env: withPassword,
    answer: refuse("502 Bad Gateway"),
    isAsked: true,
    exitCode: 4,
    says: /GET \/lists failed: the service answered 502/,
  },
  {
    happens: "is not the one for this host, by NO_PROXY",
    env: (proxy) => ({ ...withPassword(proxy), NO_PROXY: "localhost,ometria.invalid" }),
    answer: refuse("502 Bad Gateway"),
    isAsked: false,
    exitCode: 4,
    says: /the connection failed \((ENOTFOUND|EAI_AGAIN)\)|no whole answer within request_timeout/,
  },
  {
    happens: "does not know its user",
    env: withPassword,
    answer: refuse("407 Proxy Authentication Required"),
    isAsked: true,
    exitCode: 4,
    says: /GET \/lists failed: the service answered 407, and is not retried/,
  },
  {
    happens: "closes the connection",
    env: withPassword,
    answer: (socket) => socket.destroy(),
    isAsked: true,
    exitCode: 4,
    says: /the connection failed \(\w+\)/,
  },
  {
    happens: "answers in the place of the host, without its certificate",
    env: withPassword,
    answer: (socket) => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]"));
    },
    isAsked: true,
    exitCode: 4,
    says: /the connection failed \(\w+\)/,
  },
  {
    happens: "has an address that is none",
    env: () => ({ HTTPS_PROXY: `http://${proxyUser}:${proxyPassword}@:no-port` }),
    answer: refuse("502 Bad Gateway"),
    isAsked: false,
    exitCode: 2,
    says: /^CRITICAL HTTPS_PROXY is not the address of a proxy\./m,
  },
  {
    happens: "is there, but the service is on this machine",
    env: withPassword,
    answer: refuse("502 Bad Gateway"),
    isLocal: true,
    isAsked: false,
    exitCode: 0,
    says: /run finished/,
  },
];
