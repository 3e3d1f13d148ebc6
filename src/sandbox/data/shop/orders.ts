import { storeOf } from "../profile-record.js";
import { createRandom, type Random } from "../random.js";
import { toIso } from "../timestamps.js";
import type { Purchase, Timed } from "../world-state.js";
import type { Product } from "./products.js";

/** A line of an order. It has no id of its own. */
export interface OrderLine {
  readonly product_id: string;
  readonly variant_id: string | null;
  readonly sku: string;
  readonly quantity: number;
  readonly quantity_refunded: number;
  readonly unit_price: number;
  readonly refunded: number;
  readonly subtotal: number;
  readonly tax: number;
  readonly total: number;
  readonly discount: number;
  readonly is_on_sale: boolean;
  readonly variant_options: readonly {
    readonly type: string;
    readonly id: string;
    readonly label: string;
  }[];
  /** The same amounts in the currency of the account and in that of the sale. */
  readonly totals: { readonly base: LineTotal; readonly local: LineTotal } | null;
  readonly properties: Readonly<Record<string, string>>;
}

interface LineTotal {
  readonly currency: string;
  readonly unit_price: number;
  readonly discount: number;
  readonly refunded: number;
  readonly subtotal: number;
  readonly tax: number;
  readonly total: number;
}

/** An order as `GET /orders` shows it. */
export interface Order {
  readonly "@type": "order";
  readonly id: string;
  readonly web_id: string | null;
  readonly timestamp: string;
  readonly status: "complete" | "pending" | "cancelled";
  readonly is_valid: boolean;
  readonly currency: string;
  readonly grand_total: number;
  readonly subtotal: number;
  readonly discount: number;
  readonly shipping: number;
  readonly tax: number;
  readonly customer: {
    readonly id: string | null;
    readonly email: string | null;
    readonly firstname: string | null;
    readonly lastname: string | null;
    readonly phone_number: string | null;
  };
  readonly lineitems: readonly OrderLine[];
  readonly ip_address: string | null;
  readonly channel: string;
  readonly store: string | null;
  readonly payment_method: string;
  readonly shipping_method: string;
  readonly shipping_address: Address | null;
  readonly billing_address: Address | null;
  readonly coupon_code: string | null;
  readonly properties: Readonly<Record<string, string>>;
  readonly extra_identifiers: readonly { readonly type: string; readonly value: string }[] | null;
}

interface Address {
  readonly city: string;
  readonly state: string | null;
  readonly postcode: string | null;
  readonly country_code: string | null;
}

interface OrderSource {
  readonly purchase: Purchase;
  /** Counts the purchases: it is what the order's id is made of. */
  readonly number: number;
  readonly seed: string | number;
  readonly products: readonly Timed<Product>[];
}

/** The order that a purchase is in the retailer's books; the same whenever it is asked for. */
export function showOrder({ purchase, number, seed, products }: OrderSource): Timed<Order> {
  const random = createRandom(`${seed}/order/${number}`);
  const { record: person } = purchase.entry;
  const shipping = random.chance(0.4) ? 4.95 : 0;
  const subtotal = round(purchase.total - shipping);
  const isCancelled = random.chance(0.05);
  const coupon = random.chance(0.1) ? "WELCOME10" : null;
  const address = random.chance(0.9) ? addressIn(person.country) : null;
  const record: Order = {
    "@type": "order",
    id: String(500_000 + number),
    web_id: random.chance(0.8) ? `W-${random.hex(8)}` : null,
    timestamp: toIso(purchase.at),
    status: isCancelled ? "cancelled" : random.pick(["complete", "complete", "pending"]),
    is_valid: !isCancelled,
    currency: "GBP",
    grand_total: purchase.total,
    subtotal,
    // What was taken off the subtotal already: negative or 0.
    discount: coupon === null ? 0 : -round(subtotal / 9),
    shipping,
    tax: round(subtotal / 6),
    customer: {
      id: person.customer_id,
      email: person.email,
      firstname: person.firstname,
      lastname: person.lastname,
      phone_number: person.phone_number,
    },
    lineitems: linesOf(random, { items: purchase.items, subtotal, products }),
    ip_address: random.chance(0.5) ? `192.0.2.${random.integer(1, 254)}` : null,
    channel: random.pick(["web", "app", "store"]),
    store: storeOf(person),
    payment_method: random.pick(["card", "paypal"]),
    shipping_method: random.pick(["standard", "next day, before 12"]),
    shipping_address: address,
    billing_address: address,
    coupon_code: coupon,
    properties: random.chance(0.2) ? { gift_note: "Happy birthday 🎂" } : {},
    extra_identifiers: [{ type: "erp_id", value: `ERP-${500_000 + number}` }],
  };
  return { at: purchase.at, record };
}

/** Lines whose totals come to the subtotal, in cents without a rest. */
function linesOf(
  random: Random,
  {
    items,
    subtotal,
    products,
  }: { items: number; subtotal: number; products: OrderSource["products"] },
): OrderLine[] {
  const lines: OrderLine[] = [];
  const cents = Math.round(subtotal * 100);
  const each = Math.floor(cents / items);
  for (let left = items; left > 0;) {
    const quantity = random.integer(1, left);
    left -= quantity;
    const total = (each * quantity + (left === 0 ? cents - each * items : 0)) / 100;
    lines.push(lineOf(random, { quantity, total, product: random.pick(products).record }));
  }
  return lines;
}

function lineOf(
  random: Random,
  { quantity, total, product }: { quantity: number; total: number; product: Product },
): OrderLine {
  const size = random.pick(["S", "M", "L"]);
  const amounts = {
    unit_price: round(total / quantity),
    discount: 0,
    refunded: 0,
    subtotal: total,
    tax: round(total / 6),
    total,
  };
  const inPounds = { currency: "GBP", ...amounts };
  return {
    product_id: product.parent_id ?? product.id,
    variant_id: product.parent_id === null ? null : product.id,
    sku: product.sku,
    quantity,
    quantity_refunded: 0,
    ...amounts,
    is_on_sale: product.special_price !== null,
    variant_options: [{ type: "size", id: size, label: size }],
    totals: random.chance(0.2) ? { base: inPounds, local: inPounds } : null,
    properties: {},
  };
}

function addressIn(country: string | null): Address {
  return { city: "Leeds", state: null, postcode: "LS1 4AP", country_code: country };
}

function round(amount: number): number {
  return Math.round(amount * 100) / 100;
}
