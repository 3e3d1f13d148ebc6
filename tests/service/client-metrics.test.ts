import { expect, test } from "@jest/globals";
import { withServer } from "../support/http-server.js";
import { createSkippingClock, setReadScene } from "../support/read-scene.js";

test("measures each attempt under its endpoint, without ids, and says how it went", async () => {
  const bodies = ["[]", "[]", "[]", "", "["];
  const answers = [200, 503, 200];
  await withServer(
    (_request, response, before) => {
      if (before === 3) response.destroy();
      else response.writeHead(answers[before] ?? 200).end(bodies[before] ?? "[]");
    },
    async ({ origin }) => {
      const { client, logged } = setReadScene({
        baseUrl: origin,
        clock: createSkippingClock(0),
        settings: { maxRetries: 1, maxWaitMs: 900_000 },
      });

      await client.get("/lists", {});
      await client.get("/lists/987/changes", {});
      await client.get("/lists/1001/changes", {}).catch(() => undefined);
      await client.get("/lists", {});

      const measured = logged.lines("info").map((line) => line["metric_info"] as Metric);
      expect(
        measured.map(({ tags }) => [tags.endpoint, tags.http_status_code, tags.status]),
      ).toEqual([
        ["/lists", 200, "succeeded"],
        ["/lists/{id}/changes", 503, "failed"],
        ["/lists/{id}/changes", 200, "succeeded"],
        ["/lists/{id}/changes", undefined, "failed"],
        ["/lists/{id}/changes", undefined, "failed"],
        ["/lists", 200, "succeeded"],
      ]);
      for (const { type, metric, value } of measured) {
        expect([type, metric, typeof value]).toEqual(["timer", "http_request_duration", "number"]);
      }
      expect([...client.metrics.endpoints]).toEqual([
        ["/lists", 2],
        ["/lists/{id}/changes", 4],
      ]);
    },
  );
});

interface Metric {
  readonly type: string;
  readonly metric: string;
  readonly value: number;
  readonly tags: {
    readonly endpoint: string;
    readonly http_status_code?: number;
    readonly status: string;
  };
}
