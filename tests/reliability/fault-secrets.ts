import type { Config } from "../../src/config/load.js";
import { secretKey } from "../support/run-tap.js";

export const proxyUser = "proxy-user-51d0";
export const proxyPassword = "proxy-password-9c2e";

/** Settings that no run may show, whatever goes wrong; every run of a fault has them. */
export const secretSettings = {
  api_key: secretKey,
  aws_access_key_id: "AKIAFAULTS0000000001",
  aws_secret_access_key: "aws-secret-that-stays-home-0b7c",
  aws_session_token: "aws-token-that-stays-home-e41f",
} as const satisfies Partial<Config>;

const basic = Buffer.from(`${proxyUser}:${proxyPassword}`).toString("base64");

const secrets = [
  secretSettings.api_key,
  secretSettings.aws_secret_access_key,
  secretSettings.aws_session_token,
  proxyPassword,
  basic,
].flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString("base64").replace(/=+$/, ""),
]);

/** Everything that a run has shown: stdout and log. */
export interface Shown {
  readonly happens: string;
  readonly text: string;
}

/** The runs that show a secret, in any spelling. */
export function leaksIn(shown: readonly Shown[]): string[] {
  return shown
    .filter(({ text }) => secrets.some((secret) => text.includes(secret)))
    .map(({ happens }) => happens);
}
