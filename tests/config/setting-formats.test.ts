import { expect, test } from "@jest/globals";
import { settingFormats } from "../../src/config/setting-formats.js";

function accepted(format: string, texts: readonly string[]): readonly string[] {
  return texts.filter((text) => settingFormats[format]?.accepts(text));
}

test.each([
  ["date-or-date-time", ["2026-01-31", "2026-01-31T00:00:00Z", "2026-01-31T00:00:00+01:00"]],
  ["iso-duration", ["P1D", "PT0S", "P1000Y"]],
  ["iso-duration-positive", ["PT1S", "P30D"]],
  ["iso-duration-or-never", ["P7D", "PT0S", "never"]],
  [
    "service-url",
    [
      "https://api.ometria.com/v2",
      "https://[2001:db8::1]:8443/v2/",
      "http://127.0.0.1:8080/v2",
      "http://127.9.9.9",
      "http://localhost",
      "http://[::1]:80/v2",
    ],
  ],
  ["export-url", ["s3://bucket", "s3://bucket/a/b", "file:///", "file:///var/export"]],
])("%s takes %j", (format, texts) => {
  expect(accepted(format, texts)).toEqual(texts);
});

test.each([
  ["date-or-date-time", ["2026-02-30", "2026-01-31T24:00:00Z", "yesterday", "", "1767225600"]],
  ["iso-duration", ["1 day", "P", "P1001Y", "P99999999999999999999D", "never"]],
  ["iso-duration-positive", ["PT0S", "PT0.5S", "P1001Y", "x"]],
  ["iso-duration-or-never", ["Never", "P1001Y", ""]],
  [
    "service-url",
    [
      "http://api.ometria.com/v2",
      "http://localhost.example.com",
      "http://127.0.0.1.example.com",
      "http://0.0.0.0",
      "ftp://api.ometria.com",
      "https://user:hush@api.ometria.com",
      "https://hush@api.ometria.com",
      "https://api.ometria.com/v2?key=hush",
      "https://api.ometria.com/v2#a",
      "api.ometria.com",
      "",
    ],
  ],
  [
    "export-url",
    [
      "s3://",
      "s3://user@bucket",
      "s3://bucket?x=1",
      "file://host/folder",
      "file:///a%2Fb",
      "https://a/b",
      "/var",
    ],
  ],
])("%s refuses %j", (format, texts) => {
  expect(accepted(format, texts)).toEqual([]);
});
