import { describe, expect, test } from "@jest/globals";
import { withServer } from "../support/http-server.js";
import { setReadScene, type ReadScene } from "../support/read-scene.js";

const optional = { names: ["limit", "offset"], of: "lists" };

/** A service that answers the targets that it knows with 200, all others with a status. */
async function ask(
  status: number,
  isKnown: (target: string) => boolean,
  use: (scene: ReadScene) => Promise<void>,
): Promise<readonly string[]> {
  const asked: string[] = [];
  await withServer(
    ({ url = "" }, response) => {
      asked.push(url);
      response.statusCode = isKnown(url) ? 200 : status;
      response.end("[]");
    },
    async ({ origin }) => {
      await use(setReadScene({ baseUrl: origin }));
    },
  );
  return asked;
}

describe("a path that is known by its other spelling", () => {
  test("is asked for as documented first, and then by the other for the rest of the run", async () => {
    const isKnown = (target: string): boolean => !target.startsWith("/profiles/");

    const asked = await ask(404, isKnown, async ({ client, logged }) => {
      await client.get("/profiles/", { offset: 0 });
      await client.get("/profiles/", { offset: 5 });

      expect(logged.messages("warning")).toEqual([
        expect.stringContaining("GET /profiles answers"),
      ]);
      expect([...client.ways.respelled]).toEqual([["/profiles/", "/profiles"]]);
    });

    expect(asked).toEqual(["/profiles/?offset=0", "/profiles?offset=0", "/profiles?offset=5"]);
  });

  test("fails by its documented name where neither is there", async () => {
    await ask(
      404,
      () => false,
      async ({ client }) => {
        await expect(client.get("/profiles/", {})).rejects.toThrow("GET /profiles/ answered 404");
      },
    );
  });

  test("is no other path: an object that is not there is asked for once", async () => {
    const asked = await ask(
      404,
      () => false,
      async ({ client }) => {
        await expect(client.get("/lists/1/changes", {})).rejects.toThrow("404");
      },
    );

    expect(asked).toHaveLength(1);
  });
});

describe("parameters that the service may not know", () => {
  const isKnown = (target: string): boolean => !target.includes("limit=");

  test("are left out once they are refused, of all paths of the endpoint", async () => {
    const asked = await ask(400, isKnown, async ({ client }) => {
      await client.get("/lists", { mode: "all", limit: 5, offset: 0 }, { optional });
      await client.get("/lists/2", { limit: 5, offset: 0 }, { optional });
    });

    expect(asked).toEqual(["/lists?mode=all&limit=5&offset=0", "/lists?mode=all", "/lists/2"]);
  });

  test("are no reason where the request is refused without them too", async () => {
    const asked = await ask(
      400,
      () => false,
      async ({ client }) => {
        await expect(client.get("/lists", { limit: 5 }, { optional })).rejects.toThrow("400");
        await expect(client.get("/lists", { limit: 5 }, { optional })).rejects.toThrow("400");
      },
    );

    expect(asked).toHaveLength(4);
  });

  test("that are needed are never left out", async () => {
    const asked = await ask(400, isKnown, async ({ client }) => {
      await expect(client.get("/orders", { limit: 5 })).rejects.toThrow("400");
    });

    expect(asked).toHaveLength(1);
  });
});
