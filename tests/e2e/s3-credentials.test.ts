import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { eventsCsv } from "../exports/s3-run.js";
import { leaksIn, secretSettings, type Shown } from "../reliability/fault-secrets.js";
import { createMemoryObjects } from "../simulator/s3/objects.js";
import { startS3Server, type S3Server } from "../simulator/s3/server.js";
import { makeWorkFolder, startTap, type TapRun, type WorkFolder } from "../support/run-tap.js";
import { forgetAws, noAws } from "../support/s3-env.js";
import { checkSingerOutput } from "../support/singer-checker.js";
import { lastLogLine } from "../support/tap-scene.js";

const {
  aws_access_key_id: keyId,
  aws_secret_access_key: secret,
  aws_session_token: token,
} = secretSettings;

const shown: Shown[] = [];
let server: S3Server;
let folder: WorkFolder;

beforeAll(async () => {
  forgetAws();
  const objects = createMemoryObjects();
  objects.put("email_events.csv", eventsCsv("one", "two"));
  server = await startS3Server({ objects, accessKeyId: keyId });
  folder = await makeWorkFolder();
  await mkdir(join(folder.path, "home"));
});

afterAll(async () => {
  await server.close();
  await folder.remove();
});

/** A run with a log of all levels, in an environment without AWS but for `env`. */
async function run(
  config: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string>> = {},
): Promise<TapRun> {
  const path = await folder.write("config.json", {
    export_url: `s3://${server.bucket}`,
    aws_endpoint_url: server.endpoint,
    max_retries: 0,
    ...config,
  });
  const args = ["--config", path, "--streams", "email_events", "--log-level", "debug"];
  const all = { ...noAws(join(folder.path, "home")), ...env };
  const ended = await startTap(args, all).ended;
  shown.push({
    happens: expect.getState().currentTestName ?? "",
    text: ended.stdout + ended.stderr,
  });
  return ended;
}

const region = { aws_region: "eu-west-1" };

describe("credentials are found", () => {
  test("in the environment, and the region with them", async () => {
    const variables = { AWS_ACCESS_KEY_ID: keyId, AWS_SECRET_ACCESS_KEY: secret };

    const ended = await run(
      {},
      { ...variables, AWS_SESSION_TOKEN: token, AWS_REGION: "eu-west-1" },
    );

    expectRows(ended);
  });

  test("in the profile of a file that is named, and the region with them", async () => {
    const keys = `aws_access_key_id = ${keyId}\naws_secret_access_key = ${secret}\n`;
    const files = {
      AWS_SHARED_CREDENTIALS_FILE: await folder.write("credentials", `[other]\n${keys}`),
      AWS_CONFIG_FILE: await folder.write("aws-config", "[profile other]\nregion = eu-west-1\n"),
    };

    const ended = await run({ aws_profile: "other" }, files);

    expectRows(ended);
  });

  test("in the config, before those of the environment", async () => {
    const { api_key: _apiKey, ...settings } = secretSettings;
    const variables = { AWS_ACCESS_KEY_ID: "AKIANOBODY0000000001", AWS_SECRET_ACCESS_KEY: "x" };

    const ended = await run({ ...settings, ...region }, { ...variables, AWS_REGION: "us-west-2" });

    expectRows(ended);
  });
});

describe("a run says in one sentence that", () => {
  const keys = { aws_access_key_id: keyId, aws_secret_access_key: secret };

  test("there are no credentials anywhere", async () => {
    const ended = await run(region);

    expectCritical(ended, 3);
    expect(lastLogLine(ended)).toMatch(
      /^CRITICAL Incomplete: email_events\. s3:\/\/ometria-export\/ cannot be read: there are no AWS credentials \(.+\)\. Set aws_access_key_id and aws_secret_access_key, or aws_profile, or sign in/,
    );
  });

  test("the profile is not there", async () => {
    const ended = await run({ ...region, aws_profile: "nobody" });

    expectCritical(ended, 3);
    expect(lastLogLine(ended)).toMatch(
      /s3:\/\/ometria-export\/ \(aws_profile nobody\) cannot be read: there are no AWS credentials .* Set aws_/,
    );
  });

  test.each([
    ["the secret key", { ...keys, aws_secret_access_key: undefined }],
    ["the key id", { ...keys, aws_access_key_id: undefined }],
    ["both, beside a token,", { aws_session_token: token }],
  ])("%s is missing in the config", async (_what, config) => {
    const ended = await run({ ...region, ...config });

    expect([ended.exitCode, ended.stdout]).toEqual([2, ""]);
    expect(ended.stderr).toMatch(
      /^CRITICAL aws_access_key_id \(TAP_OMETRIA_AWS_ACCESS_KEY_ID\) and aws_secret_access_key \(TAP_OMETRIA_AWS_SECRET_ACCESS_KEY\) belong together: .*\n$/,
    );
  });

  test("the access key is refused", async () => {
    const ended = await run({ ...keys, ...region, aws_access_key_id: "AKIANOBODY0000000001" });

    expectCritical(ended, 3);
    expect(lastLogLine(ended)).toMatch(/the AWS credentials were refused \(InvalidAccessKeyId\)/);
  });

  test("the bucket is in another region, where none is set: it names the right one", async () => {
    const ended = await run(keys);

    expectCritical(ended, 4);
    expect(lastLogLine(ended)).toMatch(/in another region .* Set aws_region to eu-west-1\.$/);
  });

  test("the environment's credentials are refused, and does not show them", async () => {
    const variables = { AWS_ACCESS_KEY_ID: keyId, AWS_SECRET_ACCESS_KEY: secret };
    server.faults.add({ action: { kind: "status", status: 403 } });

    const ended = await run(region, { ...variables, AWS_SESSION_TOKEN: token });

    expectCritical(ended, 3);
    expect(lastLogLine(ended)).toMatch(/may not be read with these credentials \(AccessDenied/);
  });
});

describe("a variable of the environment that is empty", () => {
  const empty = { AWS_ACCESS_KEY_ID: "", AWS_PROFILE: "", AWS_REGION: "", AWS_DEFAULT_REGION: "" };

  test("is as good as none", async () => {
    const keys = { aws_access_key_id: keyId, aws_secret_access_key: secret };

    const ended = await run(keys, empty);

    expectCritical(ended, 4);
    expect(lastLogLine(ended)).toMatch(/in another region .* Set aws_region to eu-west-1\.$/);
  });

  test("is no secret", async () => {
    const ended = await run(region, { ...empty, AWS_SECRET_ACCESS_KEY: "", AWS_SESSION_TOKEN: "" });

    expectCritical(ended, 3);
    expect(lastLogLine(ended)).toMatch(/there are no AWS credentials/);
  });
});

test("the sandbox asks for none of the user's own AWS settings, nor for a proxy", async () => {
  const path = await folder.write("sandbox.json", { api_key: "sandbox", aws_access_key_id: keyId });
  const args = ["--config", path, "--streams", "lists"];
  const env = { ...noAws(join(folder.path, "home")), HTTPS_PROXY: "socks5://127.0.0.1:1" };

  const ended = await startTap(args, env).ended;

  expect(ended.exitCode).toBe(0);
});

test("no run shows a secret, whatever it met", () => {
  const leaks = leaksIn(shown);

  expect(shown).toHaveLength(13);
  expect(leaks).toEqual([]);
});

function expectRows({ exitCode, stdout, stderr }: TapRun): void {
  const { records } = checkSingerOutput(stdout);
  expect(stderr).not.toMatch(/CRITICAL|NodeVersionSupportWarning/);
  expect(exitCode).toBe(0);
  expect(records.get("email_events")?.map((row) => row["email_id"])).toEqual(["one", "two"]);
}

function expectCritical({ exitCode, stdout, stderr }: TapRun, code: number): void {
  const { records } = checkSingerOutput(stdout);
  expect(stderr.match(/^CRITICAL /gm)).toHaveLength(1);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(exitCode).toBe(code);
  expect(records.get("email_events")).toEqual([]);
}
