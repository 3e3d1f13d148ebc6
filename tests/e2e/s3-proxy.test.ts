import { expect, test } from "@jest/globals";
import { withConnectProxy } from "../reliability/connect-proxy.js";
import { leaksIn, proxyPassword, proxyUser, secretSettings } from "../reliability/fault-secrets.js";
import { makeWorkFolder, runTap } from "../support/run-tap.js";
import { forgetAws } from "../support/s3-env.js";
import { lastLogLine } from "../support/tap-scene.js";

/** What else the machine that runs the tests says of proxies. */
const noOther = { NO_PROXY: "", no_proxy: "", HTTPS_PROXY: "", https_proxy: "" };

forgetAws();

interface ProxyCase {
  readonly what: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly noProxy: string;
  /** What the proxy is asked to connect to; undefined = nothing. */
  readonly asked: string | undefined;
  readonly says: RegExp;
}

const proxies: readonly ProxyCase[] = [
  {
    what: "a store of one's own is asked through HTTPS_PROXY",
    config: { aws_endpoint_url: "https://store.invalid:8443" },
    noProxy: "elsewhere.invalid",
    asked: "store.invalid:8443",
    says: /the connection failed \(\w+\)/,
  },
  {
    what: "the bucket's own host is asked through HTTPS_PROXY",
    config: { aws_region: "eu-west-1" },
    noProxy: "store.invalid",
    asked: "the-bucket.s3.eu-west-1.amazonaws.com:443",
    says: /the connection failed \(\w+\)/,
  },
  {
    // Here NO_PROXY names the host of a region that is not the one of the run.
    what: "the bucket's own host is known by the region of the environment",
    config: {},
    env: { AWS_REGION: "eu-nowhere-1" },
    noProxy: "the-bucket.s3.us-east-1.amazonaws.com",
    asked: "the-bucket.s3.eu-nowhere-1.amazonaws.com:443",
    says: /the connection failed \(\w+\)/,
  },
  {
    what: "NO_PROXY may name the bucket's own host, by the region of the environment",
    config: {},
    env: { AWS_REGION: "eu-nowhere-1" },
    noProxy: "the-bucket.s3.eu-nowhere-1.amazonaws.com",
    asked: undefined,
    says: /the connection failed \((ENOTFOUND|EAI_AGAIN)\)|no answer within request_timeout/,
  },
  {
    what: "NO_PROXY goes past the proxy",
    config: { aws_endpoint_url: "https://store.invalid" },
    noProxy: "localhost,.invalid",
    asked: undefined,
    says: /the connection failed \((ENOTFOUND|EAI_AGAIN)\)|no answer within request_timeout/,
  },
];

test.each(proxies)("$what", async ({ config, env = {}, noProxy, asked, says }) => {
  const folder = await makeWorkFolder();
  try {
    await withConnectProxy(
      (socket) => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        // Not the certificate of anybody.
        socket.once("data", () => socket.end("no TLS"));
      },
      async ({ address, received }) => {
        const path = await folder.write("config.json", {
          ...secretSettings,
          export_url: "s3://the-bucket/export",
          max_retries: 0,
          // A name that nobody has may take longer to be looked up than a test should.
          request_timeout: asked === undefined ? 5 : 60,
          ...config,
        });
        const HTTPS_PROXY = `http://${proxyUser}:${proxyPassword}@${address}`;
        const args = ["--config", path, "--streams", "email_events", "--log-level", "debug"];

        const run = await runTap(args, { ...noOther, ...env, HTTPS_PROXY, NO_PROXY: noProxy });

        const connects = received().match(/^CONNECT .*(?= HTTP\/1\.1\r$)/gm) ?? [];
        const shown = { happens: "asked", text: run.stdout + run.stderr };
        const sent = {
          happens: "sent",
          text: received().replace(/^Proxy-Authorization: .*$/m, ""),
        };
        expect(connects).toEqual(asked === undefined ? [] : [`CONNECT ${asked}`]);
        expect(run.exitCode).toBe(4);
        expect(lastLogLine(run)).toMatch(says);
        expect(lastLogLine(run)).toMatch(/s3:\/\/the-bucket\/export\/ could not be read/);
        expect(leaksIn([shown, sent])).toEqual([]);
      },
    );
  } finally {
    await folder.remove();
  }
});
