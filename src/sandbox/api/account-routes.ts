import {
  translationDetails,
  translationRequests,
  type CustomField,
  type MergeJob,
  type TranslationDetails,
} from "../data/shop/account.js";
import { readInstant, refuse, type Query, type Route, type RouteOptions } from "./route.js";

/** Definitions, jobs and translations of the account: each has a page maximum of its own, two have an envelope. */
export const accountRoutes: readonly Route[] = [
  {
    pattern: /^\/v2\/custom_fields$/,
    find: ({ written: { customFields } }, query) => ({
      rows: customFields.filter((field) => isAskedFor(field, query)),
      paging: "always",
      limits: { most: 200, byDefault: 50 },
      // By the vendor's text the count is that of the account, whatever the filter (ometria-api 11.22).
      wrap: (fields, at) => ({
        fields,
        offset: at.offset,
        page_size: fields.length,
        total_count: customFields.length,
        limit: at.limit,
      }),
    }),
  },
  {
    pattern: /^\/v2\/merge-profile$/,
    find: (options) => ({
      rows: mergeJobs(options),
      paging: "always",
      limits: { most: 100, byDefault: 10 },
      wrap: (jobs, at) => ({
        offset: at.offset,
        limit: at.limit,
        job_count: jobs.length,
        total_job_count: at.total,
        jobs,
      }),
    }),
  },
  {
    pattern: /^\/v2\/merge-profile\/([^/]+)$/,
    find: (options, _query, [id = ""]) => ({
      object:
        mergeJobs(options).find((job) => String(job.job_id) === id) ??
        refuse(404, `Merge job ${id} not found`),
    }),
  },
  {
    pattern: /^\/v2\/translations\/requests$/,
    find: (_options, query) => {
      const created = readInstant(query, "since_created") ?? 0;
      const updated = readInstant(query, "since_updated") ?? 0;
      return {
        rows: translationRequests.filter(
          (request) =>
            Date.parse(request.created_at) >= created &&
            Date.parse(request.updated_at) >= updated &&
            (query["status"] ?? request.status) === request.status &&
            [undefined, request.request_id].includes(query["request_id"]),
        ),
        paging: "always",
        limits: { most: 50, byDefault: 10 },
      };
    },
  },
  {
    pattern: /^\/v2\/translations\/requests\/([^/]+)$/,
    find: (_options, _query, [id = ""]) => ({
      object: translationDetails(id) ?? refuse(404, "Not found"),
    }),
  },
  {
    pattern: /^\/v2\/translations\/requests\/([^/]+)\/preview$/,
    find: (_options, _query, [id = ""]) => ({
      html: preview(translationDetails(id) ?? refuse(404, "Not found")),
    }),
  },
];

function mergeJobs({ world, written }: RouteOptions): readonly MergeJob[] {
  return [...world.shop.mergeJobs(), ...written.mergeJobs];
}

function preview({ source_translations: texts }: TranslationDetails): string {
  const lines = Object.entries(texts).map(([name, text]) => `<p id="${name}">${text}</p>`);
  return `<!doctype html>\n<title>Preview</title>\n${lines.join("\n")}\n`;
}

function isAskedFor(field: CustomField, query: Query): boolean {
  const search = (query["search"] ?? "").toLowerCase();
  return (
    (["category", "type", "status"] as const).every((name) =>
      [undefined, field[name]].includes(query[name]),
    ) && [field.id, field.title].some((text) => text.toLowerCase().includes(search))
  );
}
