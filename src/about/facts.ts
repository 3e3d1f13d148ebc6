/** What every description of the tap says of it. */
export const facts = {
  name: "tap-ometria",
  namespace: "tap_ometria",
  label: "Ometria",
  description: "Singer tap for Ometria, the customer-data and marketing platform for retailers",
  website: "https://ometria.com",
  /** As Meltano names them; one that is listed is relied on. */
  capabilities: [
    "catalog",
    "state",
    "discover",
    "about",
    "properties",
    "test",
    "activate-version",
    "structured-logging",
  ],
} as const;
