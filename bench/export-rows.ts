import { createRandom, type Random } from "./random.js";

/** The columns of the export, in order. */
export const exportColumns = [
  "event",
  "timestamp",
  "email_id",
  "to_address",
  "profile_id",
  "customer_id",
  "campaign_id",
  "campaign_title",
  "campaign_type",
  "target_url",
  "bounce_reason",
  "device_type",
  "geo_city",
  "geo_country",
] as const;

const header = `${exportColumns.join(",")}\r\n`;

// By share: most titles are plain, as in an export of a shop.
const titles = [
  "Weekly edit",
  "New in: spring collection",
  "Back in stock",
  "Welcome, 1 of 3",
  "Sale, up to 50% off",
  "Abandoned basket – 24h",
  'The "little black dress" issue',
  "Été à la mer",
  "Your order is on its way",
  "Summer sale 2017\r\nlast days",
  "VIP preview: Zoë's picks",
  "Payday treats",
] as const;

const firstnames = [
  "olivia",
  "george",
  "amelia",
  "jose",
  "emily",
  "michael",
  "zoe",
  "lena",
] as const;
const lastnames = ["smith", "patel", "kowalski", "garcia", "mueller", "okonkwo", "nowak"] as const;
const hosts = ["mail.example.net", "example.com", "post.example.org"] as const;

const places = [
  ["London", "GB"],
  ["Leeds", "GB"],
  ["Bath, Somerset", "GB"],
  ["Orléans", "FR"],
  ["Łódź", "PL"],
  ["Berlin", "DE"],
  ["New York", "US"],
  ["東京", "JP"],
  ["", ""],
] as const;

const links = [
  "https://shop.example.com/new-in",
  "https://shop.example.com/sale?sort=price,asc&page=2",
  "https://shop.example.com/p/caf%C3%A9-au-lait-jumper",
  'https://shop.example.com/search?q="silk"',
] as const;

const bounces = [
  "550 5.1.1 <recipient>: user unknown, mailbox does not exist",
  '452 4.2.2 The mailbox is full: "over quota"',
  "550 No such host",
  "554 5.7.1 Message blocked;\nsee https://mail.example.net/blocked",
] as const;

const devices = ["mobile", "desktop", "tablet"] as const;

// 2017-05-17 22:08:07 UTC
const firstEvent = 1_495_058_887_000;

/** Yields so many rows after a header, as CSV (RFC 4180) in pieces of some 64 KiB. */
export function* exportText(rows: number, seed: number): Generator<string> {
  const random = createRandom(seed);
  let at = firstEvent;
  let text = header;
  for (let row = 0; row < rows; row += 1) {
    at += random.below(3) * 1000;
    text += exportRow(random, at);
    if (text.length < 64 * 1024) continue;
    yield text;
    text = "";
  }
  yield text;
}

function exportRow(random: Random, at: number): string {
  const person = random.below(200_000);
  const campaign = random.below(titles.length);
  const [kind, ...rest] = happening(random);
  const cells = [
    kind,
    new Date(at).toISOString().slice(0, 19).replace("T", " ") + "+00",
    hex(random, 12),
    address(person),
    `3b8ef-${(person * 40_503 + 7_777).toString(16)}`,
    person % 7 === 0 ? "" : `C${1_000_000 + person}`,
    String(1_500 + campaign),
    titles[campaign] ?? "",
    campaign % 3 === 0 ? "trigger" : "mass",
    ...rest,
  ];
  return `${cells.map(quote).join(",")}\r\n`;
}

/** Event, link, bounce reason, device, city, country. */
function happening(random: Random): readonly [string, ...string[]] {
  const share = random.fraction();
  if (share < 0.38) return ["send", "", "", "", "", ""];
  if (share < 0.72) return ["delivery", "", "", "", "", ""];
  if (share < 0.75) return ["bounce", "", random.pick(bounces), "", "", ""];
  const isClick = share > 0.94;
  const place = random.pick<readonly [string, string]>(places);
  const link = isClick ? random.pick(links) : "";
  return [isClick ? "click" : "open", link, "", random.pick(devices), ...place];
}

function address(person: number): string {
  const first = firstnames[person % firstnames.length] ?? "";
  const last = lastnames[person % lastnames.length] ?? "";
  return `${first}.${last}${person}@${hosts[person % hosts.length] ?? ""}`;
}

function hex(random: Random, digits: number): string {
  const word = (): string =>
    random
      .below(2 ** 32)
      .toString(16)
      .padStart(8, "0");
  return (word() + word()).slice(0, digits);
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
