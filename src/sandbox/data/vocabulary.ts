/** A country that the sandbox's retailer sells to, and the people who live there. */
export interface Market {
  readonly country: string;
  readonly timezone: string;
  readonly language: string;
  readonly store: string;
  readonly cities: readonly string[];
  /** Beginning of a telephone number; four digits follow. Ranges kept for fiction where there are such. */
  readonly phone: string;
  readonly firstnames: readonly string[];
  readonly lastnames: readonly string[];
}

/** The markets, in no order that means anything. */
export const markets: readonly Market[] = [
  {
    country: "GB",
    timezone: "Europe/London",
    language: "en",
    store: "uk",
    cities: ["London", "Leeds", "Newcastle upon Tyne", "Bath, Somerset"],
    phone: "+44770090",
    firstnames: ["Olivia", "George", "Amelia", "Siân", "Mary-Jane", "Zoë 🌸"],
    lastnames: ["Smith", "O'Neill", "Patel", "Llewellyn-Jones", "Okonkwo"],
  },
  {
    country: "FR",
    timezone: "Europe/Paris",
    language: "fr",
    store: "eu",
    cities: ["Paris", "Orléans", "Besançon"],
    phone: "+3363998",
    firstnames: ["Chloé", "Loïc", "Anaïs", "François"],
    lastnames: ["Lefèvre", "D'Aboville", "Muñoz", "Nguyễn"],
  },
  {
    country: "DE",
    timezone: "Europe/Berlin",
    language: "de",
    store: "eu",
    cities: ["München", "Köln", "Berlin"],
    phone: "+4917139200",
    firstnames: ["Jürgen", "Lena", "Björn", "Käthe"],
    lastnames: ["Müller", "Groß", "von der Heide", "Yıldız"],
  },
  {
    country: "US",
    timezone: "America/New_York",
    language: "en",
    store: "us",
    cities: ["New York", "Boston", "Winston-Salem"],
    phone: "+121255501",
    firstnames: ["José", "Emily", "Michael", "Renée"],
    lastnames: ["García", "Johnson", "Kowalski", "McDonald"],
  },
  {
    country: "JP",
    timezone: "Asia/Tokyo",
    language: "ja",
    store: "jp",
    cities: ["東京", "大阪市"],
    phone: "+81900000",
    firstnames: ["花子", "太郎", "さくら"],
    lastnames: ["山田", "佐藤", "𠮷野"],
  },
];

export const tags = [
  "VIP",
  "Attended VIP event 2017",
  "press",
  "Staff & family",
  "wholesale, EU",
  "🎁 gift buyer",
] as const;

export const categories = ["Dresses", "Shoes & boots", "Accessoires d'été", "家居", "Knitwear"];

export const notes = [
  "Prefers a call, not an e-mail",
  'Asked for the "blue" one',
  "Second line follows\nhere it is",
  "💙 loves the spring range",
] as const;

/** Titles of broadcasts, one a week in turn: with commas, quotes, line breaks and signs beyond ASCII. */
export const broadcastTitles = [
  "Weekly edit",
  "Sale, up to 50% off",
  'The "little black dress" issue',
  "Été à la mer ☀️",
  "Back in stock;\nselected sizes",
  "新作コレクション",
] as const;

export const links = [
  "https://shop.example.com/new-in",
  "https://shop.example.com/sale?sort=price,asc&page=2",
  "https://shop.example.com/p/caf%C3%A9-au-lait-jumper",
  'https://shop.example.com/search?q="silk"',
] as const;

/** Bounce class (the mail service's numeric classes) and the text of the receiving server. */
export const bounces = [
  ["10", "550 5.1.1 <recipient>: user unknown, mailbox does not exist"],
  ["22", '452 4.2.2 The mailbox is full: "over quota"'],
  ["30", "550 No such host"],
  ["50", "554 5.7.1 Message blocked;\nsee https://mail.example.net/blocked"],
] as const;

export const devices = ["mobile", "desktop", "tablet", "other"] as const;

export const unsubscribeReasons = [
  "Too many e-mails",
  "Trop d'e-mails 😕",
  "I never signed up, sorry",
] as const;
