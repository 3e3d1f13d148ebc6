import { expect, jest, test } from "@jest/globals";
import { withConnectProxy } from "../reliability/connect-proxy.js";
import { leaksIn, proxyPassword, proxyUser, secretSettings } from "../reliability/fault-secrets.js";
import { makeWorkFolder, runTap } from "../support/run-tap.js";
import { lastLogLine } from "../support/tap-scene.js";

jest.setTimeout(60_000);

/** What else the machine that runs the tests says of proxies. */
const noOther = { NO_PROXY: "", no_proxy: "", HTTPS_PROXY: "", https_proxy: "" };

const proxies = [
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
    what: "NO_PROXY goes past the proxy",
    config: { aws_endpoint_url: "https://store.invalid" },
    noProxy: "localhost,.invalid",
    asked: undefined,
    says: /the connection failed \((ENOTFOUND|EAI_AGAIN)\)|no answer within request_timeout/,
  },
];

test.each(proxies)("$what", async ({ config, noProxy, asked, says }) => {
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
          request_timeout: 5,
          ...config,
        });
        const HTTPS_PROXY = `http://${proxyUser}:${proxyPassword}@${address}`;
        const args = ["--config", path, "--streams", "email_events", "--log-level", "debug"];

        const run = await runTap(args, { ...noOther, HTTPS_PROXY, NO_PROXY: noProxy });

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
