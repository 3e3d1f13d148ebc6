import { exitCodes } from "../errors.js";
import { broken, cannotTell, holds } from "../ometria/assumptions/finding.js";
import { offset, pageSize, stableOrder, whole } from "../ometria/assumptions/paging.js";
import { fewRows, type EndpointFacts } from "../reads/endpoint.js";
import { askable } from "./asked-endpoints.js";
import { endpointCheck } from "./endpoint-check.js";

const isPaged = (endpoint: EndpointFacts): boolean => endpoint.isPaged;
const tooFew = cannotTell("There are too few rows.");

export const pageSizeCheck = endpointCheck(
  pageSize,
  { question: "Do pages have as many rows as limit asks for?", of: isPaged },
  async ({ asked, limit }, judge) => {
    const { length } = await asked.rows({ limit, offset: 0 });
    const seen = await judge(asked, limit);
    switch (seen.verdict) {
      case "too few":
        return tooFew;
      case "honoured":
        return holds(`Asked for ${limit} and for ${fewRows}, it sent as many.`);
      case "no more":
        return holds(`There are no more than ${length} rows, and limit is honoured.`);
      case "ignored":
        return broken(
          `It ignores limit: asked for ${fewRows} it sent ${seen.few}, asked for ${limit} it sent ${length}. The tap goes by the rows that come.`,
          { setting: "page_size" },
        );
      case "cut":
        return broken(
          `Asked for ${limit} it sends ${length}. The tap goes by the rows that come, and needs more requests.`,
          { setting: "page_size", change: { page_size: Math.max(2, length) } },
        );
    }
  },
);

export const offsetCheck = endpointCheck(
  offset,
  { question: "Do answers begin where offset says?", of: isPaged },
  async ({ asked, limit, streams }, judge) => {
    const verdict = await judge(asked, limit);
    const failing = { failing: { streams, exitCode: exitCodes.source } };
    switch (verdict) {
      case "too few":
        return tooFew;
      case "honoured":
        return holds(
          "It is honoured. Whether there is a ceiling only a full pass can tell: it would end with 4.",
        );
      case "other row":
        return cannotTell(
          "Another row came than the one that stood there: the order is not stable.",
        );
      case "needless":
        return broken("offset is ignored. But all rows come at once, and the tap reads those.");
      case "repeats":
      case "sends nothing": {
        const what = verdict === "repeats" ? "the first page comes again" : "nothing comes";
        return broken(
          `With an offset ${what}. The tap cannot reach more than that page, and ends with 4.`,
          failing,
        );
      }
    }
  },
);

export const orderCheck = endpointCheck(
  stableOrder,
  {
    question: "Do rows come in the same order when they are read again?",
    of: isPaged,
  },
  async ({ context, asked, limit, streams }, judge) => {
    const again = await askable(context, asked.endpoint, context.service().anew);
    const seen = again === undefined ? "too few" : await judge(asked, again, limit);
    if (seen === "too few") return tooFew;
    if (seen.isStable)
      return holds(
        `The first ${seen.kept} come in the same order. A row that moves later on cannot be seen.`,
      );
    return broken(
      "The same question brought them in another order. A sync sees that where pages overlap and ends with 4.",
      { failing: { streams, exitCode: exitCodes.source } },
    );
  },
);

/** One answer is all of it: it has no pages, and neither parents nor windows to be read by. */
const isOneAnswer = ({ isPaged: isRead, parent, before }: EndpointFacts): boolean =>
  !isRead && parent === undefined && before === undefined;

export const wholeCheck = endpointCheck(
  whole,
  {
    question: "Is what is documented without paging whole in one answer, or can it be read on?",
    of: isOneAnswer,
  },
  async ({ context, asked, limit, streams }, judge) => {
    const { verdict, length } = await judge(asked, limit);
    switch (verdict) {
      case "no full page":
        return holds(
          asked.endpoint.isLog === true
            ? `It sent ${length} rows: the latest, as documented.`
            : `It sent ${length} rows, which is no full page: they are taken to be all, as documented.`,
        );
      case "offset honoured":
        return holds("It honours offset, and is read on.");
      case "limit ignored":
        return holds(
          `It sent ${length} rows, and as many where fewer were asked for: they are taken to be all, as documented.`,
        );
      case "told":
        return cannotTell(`It sent ${length} rows, and the config says that they are all.`);
      case "may be cut": {
        const { mostRows, name } = asked.endpoint;
        const canAskMore = length === limit && context.config.page_size < mostRows;
        return broken(
          `It sent ${length} rows, which is a full page, and ignores offset: there may be more.`,
          {
            setting: canAskMore ? "page_size" : `endpoints.${name}.whole`,
            ...(canAskMore ? { change: { page_size: mostRows } } : {}),
            failing: { streams, exitCode: exitCodes.source },
          },
        );
      }
    }
  },
);
