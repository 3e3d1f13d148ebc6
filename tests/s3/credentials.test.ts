import { describe, expect, test } from "@jest/globals";
import { eventsCsv } from "../exports/s3-run.js";
import type { TapRun } from "../support/run-tap.js";
import { s3Config } from "../support/s3-env.js";
import { checkSingerOutput } from "../support/singer-checker.js";
import { lastLogLine } from "../support/tap-scene.js";
import { gateway, withBucket, type TestBucket } from "./gateway.js";
import { withRuns, wrongSecret, type Runs } from "./run.js";

const { owner, stranger, region } = gateway;

/** A bucket with one object of two events, and runs. */
function withEvents(use: (bucket: TestBucket, runs: Runs) => Promise<void>): Promise<void> {
  return withBucket(async (bucket) => {
    await bucket.put("exports/email_events.csv", eventsCsv("one", "two"));
    await withRuns((runs) => use(bucket, runs));
  });
}

describe("an export is read with credentials", () => {
  test("of the config", async () => {
    await withEvents(async ({ access }, { run }) => {
      const ended = await run(s3Config(access));

      expectRows(ended);
    });
  });

  test("of the environment", async () => {
    await withEvents(async ({ name }, { run }) => {
      const env = {
        AWS_ACCESS_KEY_ID: owner.accessKeyId,
        AWS_SECRET_ACCESS_KEY: owner.secretAccessKey,
        AWS_REGION: region,
      };

      const ended = await run({ export_url: `s3://${name}/exports` }, { env });

      expectRows(ended);
    });
  });

  test("of a profile, with its region", async () => {
    await withEvents(async ({ name }, { run, write }) => {
      const keys = `aws_access_key_id=${owner.accessKeyId}\naws_secret_access_key=${owner.secretAccessKey}\n`;
      const others = `[default]\naws_access_key_id=nobody\naws_secret_access_key=${wrongSecret}\n`;
      const env = {
        AWS_SHARED_CREDENTIALS_FILE: await write("credentials", `${others}[exports]\n${keys}`),
        AWS_CONFIG_FILE: await write("aws-config", `[profile exports]\nregion = ${region}\n`),
      };

      const ended = await run(
        { export_url: `s3://${name}/exports`, aws_profile: "exports" },
        { env },
      );

      expectRows(ended);
    });
  });

  test("of a user who may do no more than list and read", async () => {
    await withEvents(async ({ access, allow }, { run }) => {
      await allow("s3:ListBucket", "s3:GetObject");

      const ended = await run(s3Config({ ...access, ...stranger }));

      expectRows(ended);
    });
  });
});

describe("a run says what is wrong where", () => {
  const refusals = [
    {
      where: "the secret key is wrong",
      config: { aws_secret_access_key: wrongSecret },
      exitCode: 3,
      says: /the AWS credentials were refused \(SignatureDoesNotMatch\)\. Check aws_access_key_id, aws_secret_access_key/,
    },
    {
      where: "nobody has the access key",
      config: { aws_access_key_id: "AKIANOBODY0000000001" },
      exitCode: 3,
      says: /the AWS credentials were refused \(InvalidAccessKeyId\)\. Check aws_access_key_id/,
    },
    {
      where: "the user may not list",
      config: {
        aws_access_key_id: stranger.accessKeyId,
        aws_secret_access_key: stranger.secretAccessKey,
      },
      exitCode: 3,
      says: /may not be read with these credentials \(AccessDenied: .+\)\. They need s3:ListBucket/,
    },
    {
      where: "there is no such bucket",
      config: { export_url: "s3://nobody-made-this-bucket/exports" },
      exitCode: 4,
      says: /s3:\/\/nobody-made-this-bucket\/exports\/ could not be read: there is no such bucket \(NoSuchBucket\)\. Check export_url/,
    },
    {
      where: "the region is another one",
      config: { aws_region: "us-west-2" },
      exitCode: 4,
      says: new RegExp(
        `the bucket is in another region \\(\\w+\\)\\. Set aws_region to ${region}\\.$`,
      ),
    },
    {
      where: "no region is set",
      config: { aws_region: undefined },
      exitCode: 4,
      says: new RegExp(
        `the bucket is in another region \\(\\w+\\)\\. Set aws_region to ${region}\\.$`,
      ),
    },
  ];

  test.each(refusals)("$where", async ({ config, exitCode, says }) => {
    await withEvents(async ({ access }, { run }) => {
      const ended = await run({ ...s3Config(access), ...config });

      expect(ended.exitCode).toBe(exitCode);
      expectOneSentence(ended, says);
    });
  });

  test("the user may list, and not read", async () => {
    await withEvents(async ({ access, allow }, { run }) => {
      await allow("s3:ListBucket");

      const ended = await run(s3Config({ ...access, ...stranger }));

      expect(ended.exitCode).toBe(3);
      expectOneSentence(
        ended,
        /email_events\.csv may not be read with these credentials \(AccessDenied: .+\)\. They need/,
      );
    });
  });
});

function expectRows({ exitCode, stdout, stderr }: TapRun): void {
  expect(stderr).not.toMatch(/CRITICAL|WARNING/);
  expect(exitCode).toBe(0);
  const rows = checkSingerOutput(stdout).records.get("email_events") ?? [];
  expect(rows.map((row) => row["email_id"])).toEqual(["one", "two"]);
}

function expectOneSentence(run: TapRun, says: RegExp): void {
  expect(checkSingerOutput(run.stdout).records.get("email_events")).toEqual([]);
  expect(run.stderr.match(/^CRITICAL /gm)).toHaveLength(1);
  expect(run.stderr).not.toMatch(/^\s+at /m);
  expect(lastLogLine(run)).toMatch(says);
}
