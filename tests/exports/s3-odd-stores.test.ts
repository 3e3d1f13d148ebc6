import type { ServerResponse } from "node:http";
import { describe, expect, test } from "@jest/globals";
import { withServer, type Answer } from "../support/http-server.js";
import { longText, readingOf, type Reading } from "./s3-reading.js";

const content = longText(1_000);
const size = content.length;
const etag = '"1"';
const object = { key: "a.csv", modifiedMs: 0, etag, size };
const half = size >> 1;

/** Sends the beginning of an object, and closes the connection. */
function breakOff(response: ServerResponse, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(200, { etag, "content-length": String(size), ...headers });
  response.write(content.slice(0, half), () => response.destroy());
}

function rest(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  const range = { "content-range": `bytes ${half}-${size - 1}/${size}` };
  response.writeHead(206, { etag, ...range, ...headers }).end(content.slice(half));
}

describe("a store that", () => {
  test("takes no notice of If-Match does not get two versions of an object mixed", async () => {
    await withOddStore(
      (_request, response, index) => {
        if (index === 0) breakOff(response);
        else rest(response, { etag: '"2"' });
      },
      async (reading) => {
        const bytes = reading.read(object);

        await expect(bytes).rejects.toMatchObject({
          code: "source",
          message: "a.csv could not be read: it was changed after it was listed.",
        });
      },
    );
  });

  test("gives another object than the one listed is not believed", async () => {
    await withOddStore(
      (_request, response) => response.writeHead(200, { etag: '"2"' }).end(content),
      async (reading) => {
        const bytes = reading.read(object);

        await expect(bytes).rejects.toThrow(/^a\.csv .* was changed after it was listed/);
      },
    );
  });

  test.each([
    ["without quotes", "1"],
    ["as a weak one", 'W/"1"'],
    ["not at all", undefined],
  ])("writes the ETag of an answer %s is understood", async (_how, written) => {
    await withOddStore(
      (_request, response) =>
        response.writeHead(200, written === undefined ? {} : { etag: written }).end(content),
      async (reading) => {
        const bytes = await reading.read(object);

        expect(bytes.toString()).toBe(content);
      },
    );
  });

  test("lists no ETags is asked without a condition", async () => {
    await withOddStore(
      (_request, response, index) => {
        if (index === 0) breakOff(response);
        else rest(response, {});
      },
      async (reading, asked) => {
        const bytes = await reading.read({ ...object, etag: `${size}-0` });

        expect(bytes.toString()).toBe(content);
        expect(asked().map(({ ifMatch }) => ifMatch)).toEqual([undefined, undefined]);
      },
    );
  });

  const unable = "a.csv broke off, and the store does not continue an object (Range).";
  const answers = [
    { how: "begins anew", answer: { status: 200, range: {} } },
    {
      how: "goes on from elsewhere",
      answer: { status: 206, range: { "content-range": `bytes ${half + 1}-${size - 1}/${size}` } },
    },
  ];
  test.each(answers)("$how where it is asked to go on is not believed", async ({ answer }) => {
    await withOddStore(
      (_request, response, index) => {
        if (index === 0) breakOff(response);
        else response.writeHead(answer.status, { etag, ...answer.range }).end(content);
      },
      async (reading, asked) => {
        const bytes = reading.read(object);

        await expect(bytes).rejects.toMatchObject({ code: "source", message: unable });
        expect(asked().map(({ range }) => range)).toEqual([undefined, `bytes=${half}-`]);
      },
    );
  });

  test("breaks the connection behind the last byte has given the object whole", async () => {
    await withOddStore(
      (_request, response, index) => {
        if (index > 0) {
          response.writeHead(416).end();
          return;
        }
        response.writeHead(200, { etag });
        response.write(content, () => response.destroy());
      },
      async (reading) => {
        const bytes = await reading.read(object);

        expect(bytes.toString()).toBe(content);
      },
    );
  });

  test("ends an answer too early, as if that were all, is asked for the rest", async () => {
    await withOddStore(
      (_request, response, index) => {
        if (index === 0) response.writeHead(200, { etag }).end(content.slice(0, half));
        else rest(response, {});
      },
      async (reading) => {
        const bytes = await reading.read(object);

        expect(bytes.toString()).toBe(content);
        expect(reading.warnings()).toEqual([
          `a.csv: it broke off after ${half} of ${size} bytes; trying again`,
        ]);
      },
    );
  });
});

interface Asked {
  readonly range: string | undefined;
  readonly ifMatch: string | undefined;
}

/** The tap's store on a server that answers as it likes. */
function withOddStore(
  answer: Answer,
  use: (reading: Reading, asked: () => Asked[]) => Promise<void>,
): Promise<void> {
  const access = {
    bucket: "b",
    region: "us-east-1",
    accessKeyId: "key",
    secretAccessKey: "secret",
  };
  return withServer(answer, ({ origin, requests }) =>
    use(readingOf({ ...access, endpoint: origin }), () =>
      requests.map(({ headers }) => ({ range: headers.range, ifMatch: headers["if-match"] })),
    ),
  );
}
