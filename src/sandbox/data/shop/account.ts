import { toIso } from "../timestamps.js";
import { openingAt, type WorldState } from "../world-state.js";

/** The definition of a custom field, as `GET /custom_fields` shows it. */
export interface CustomField {
  readonly id: string;
  readonly category: "contact" | "order";
  readonly type: string;
  readonly title: string;
  readonly status: "active" | "archived";
  readonly date_created: string | null;
  readonly created_by: number | null;
}

/** A job that merges profiles, as `GET /merge-profile` shows it. */
export interface MergeJob {
  readonly job_id: number;
  readonly status: "in_progress" | "completed" | "failed";
}

/** A request to translate something, as `GET /translations/requests` shows it. */
export interface TranslationRequest {
  readonly request_id: string;
  readonly source_lang: string;
  readonly target_lang: string;
  readonly status: "pending" | "cancelled" | "completed";
  readonly created_at: string;
  readonly updated_at: string;
}

/** A request with what is to be translated, as `GET /translations/requests/{request_id}` shows it. */
export interface TranslationDetails extends Omit<TranslationRequest, "request_id"> {
  readonly source_translations: Readonly<Record<string, string>>;
  readonly target_translations: Readonly<Record<string, string>>;
  readonly translation_tags: readonly string[];
}

const hour = 3_600_000;
const day = 24 * hour;

/** Category, id, type and title. `notes` is the name of two: only with the category is it one. */
const definitions = [
  ["contact", "loyalty_tier", "string", "Loyalty tier"],
  ["contact", "newsletter_footer", "string", "Footer of the newsletter"],
  ["contact", "notes", "blob", "Notes of the customer service"],
  ["contact", "größe", "string", "Größe"],
  ["contact", "birthday_gift", "date", "Birthday gift sent"],
  ["contact", "visits_in_store", "integer", "Visits in a store"],
  ["contact", "wardrobe", "list of product ids", "Wardrobe"],
  ["order", "gift_note", "string", "Note on a gift"],
  ["order", "notes", "blob", "Notes of the warehouse"],
  ["order", "weight", "decimal", "Weight (kg)"],
  ["order", "packages", "integer", "Packages"],
  ["order", "tags", "list of string", "Tags of the order"],
] as const;

/** The custom fields that the account defines; the same at every moment. */
export const customFields: readonly CustomField[] = definitions.map(
  ([category, id, type, title], index) => ({
    id,
    category,
    type,
    title,
    status: index % 5 === 4 ? "archived" : "active",
    // Those of the beginning were made by nobody who is known.
    date_created: index < 2 ? null : toIso(openingAt - (400 - index * 20) * day),
    created_by: index < 2 ? null : 1 + (index % 3),
  }),
);

/** A job for each profile that was merged into another, and for every third one that came to nothing. */
export function showMergeJobs({ mergedInto }: WorldState): MergeJob[] {
  const statuses = [...mergedInto].flatMap((_, index): MergeJob["status"][] =>
    index % 3 === 2 ? ["failed", "completed"] : ["completed"],
  );
  return [...statuses, "in_progress" as const].map((status, index) => ({
    job_id: index + 1,
    status,
  }));
}

const languages = ["fr", "de", "ja", "es"] as const;

/** Translations of what was sent before the opening; the same at every moment. */
export const translationRequests: readonly TranslationRequest[] = Array.from(
  { length: 14 },
  (_, index) => {
    const createdAt = openingAt - (30 - index) * day;
    const status = (["completed", "completed", "cancelled", "pending"] as const)[index % 4];
    return {
      request_id: String(900 + index),
      source_lang: "en",
      target_lang: languages[index % languages.length] ?? "fr",
      status: status ?? "pending",
      created_at: toIso(createdAt),
      updated_at: toIso(status === "pending" ? createdAt : createdAt + 5 * hour),
    };
  },
);

/** One of them with its texts; undefined where there is none. */
export function translationDetails(id: string): TranslationDetails | undefined {
  const found = translationRequests.find(({ request_id: own }) => own === id);
  if (found === undefined) return undefined;
  const { request_id: _, ...request } = found;
  return {
    ...request,
    source_translations: { headline: "New in", button: "Shop now" },
    target_translations: request.status === "completed" ? { headline: "…", button: "…" } : {},
    translation_tags: ["headline", "button"],
  };
}
