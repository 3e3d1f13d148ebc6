import { createRandom, type Random } from "../random.js";
import { categories, links, markets } from "../vocabulary.js";
import type { Timed } from "../world-state.js";

/** A product as `GET /products` shows it. */
export interface Product {
  readonly "@type": "product";
  readonly id: string;
  readonly title: string;
  readonly is_variant: boolean;
  readonly parent_id: string | null;
  readonly price: number;
  readonly sku: string;
  readonly url: string | null;
  readonly image_url: string | null;
  readonly special_price: number | null;
  readonly special_price_dt_from: string | null;
  readonly special_price_dt_to: string | null;
  readonly is_active: boolean;
  readonly is_in_stock: boolean;
  readonly attributes: readonly {
    readonly type: string;
    readonly id: string;
    readonly label: string;
  }[];
  readonly listings: readonly Listing[];
  readonly properties: Readonly<Record<string, string | number>>;
}

interface Listing {
  readonly store: string;
  readonly title: string;
  readonly url: string | null;
  readonly image_url: string | null;
  readonly price: number;
  readonly special_price: number | null;
  readonly currency: string;
  readonly is_active: boolean;
}

const nouns = ["dress", "jumper", "robe d'été", "boots", 'skirt "midi"', "scarf, wool"] as const;
const colours = ["blue", "rouge", "black", "écru", "赤"] as const;
const currencies: Readonly<Record<string, string>> = { uk: "GBP", eu: "EUR", us: "USD", jp: "JPY" };
const firstAt = Date.UTC(2023, 0, 1);
const day = 86_400_000;

/** All that the retailer sells; the same for the same seed, at every moment. */
export function createProducts(seed: string | number): readonly Timed<Product>[] {
  const random = createRandom(`${seed}/products`);
  return Array.from({ length: 280 }, (_, index) => ({
    at: firstAt + index * 3 * day,
    record: createProduct(random, index),
  }));
}

function createProduct(random: Random, index: number): Product {
  const colour = random.pick(colours);
  const title = `${random.pick(nouns)}, ${colour}`;
  const price = random.integer(900, 19_900) / 100;
  const isReduced = random.chance(0.2);
  const isActive = random.chance(0.9);
  const category = random.integer(0, categories.length - 1);
  const page = {
    title,
    url: random.pick(links),
    image_url: random.chance(0.9) ? imageOf(index) : null,
  };
  const listings = listingsOf(random, { ...page, price });
  const variant = variantOf(index);
  return {
    "@type": "product",
    id: idOf(index),
    ...page,
    price,
    sku: `SKU-${1_000 + index}-${random.pick(["S", "M", "L"])}`,
    special_price: isReduced ? Math.round(price * 80) / 100 : null,
    special_price_dt_from: isReduced ? "2025-12-20T00:00:00+00" : null,
    special_price_dt_to: isReduced ? "2026-01-31T00:00:00+00" : null,
    is_active: isActive,
    is_in_stock: random.chance(0.85),
    attributes: [
      { type: "category", id: String(category), label: categories[category] ?? "" },
      { type: "colour", id: colour, label: colour },
    ],
    listings,
    properties: random.chance(0.3) ? { material: random.pick(["wool", "coton"]) } : {},
    ...variant,
  };
}

/** Every fourth product is a variant of the one before it: it has no page and no listings of its own. */
function variantOf(
  index: number,
): Pick<Product, "is_variant" | "parent_id"> & Partial<Pick<Product, "url" | "listings">> {
  if (index % 4 !== 3) return { is_variant: false, parent_id: null };
  return { is_variant: true, parent_id: idOf(index - 1), url: null, listings: [] };
}

function idOf(index: number): string {
  return `P${1_000 + index}`;
}

function listingsOf(
  random: Random,
  page: Pick<Listing, "title" | "url" | "image_url" | "price">,
): Listing[] {
  const stores = new Set(markets.map(({ store }) => store));
  return [...stores]
    .filter(() => random.chance(0.8))
    .map((store) => ({
      store,
      ...page,
      special_price: null,
      currency: currencies[store] ?? "EUR",
      is_active: random.chance(0.95),
    }));
}

function imageOf(index: number): string {
  return `https://shop.example.com/images/${1_000 + index}.jpg`;
}
