import type { Assumption } from "./assumption.js";

export const apiKey: Assumption = {
  id: "api_key",
  subject: "a refused key",
  known: "documented",
  readings: ["403", "401"],
  rightEitherWay: "both are taken as refused; a new key can take ten minutes to work",
  setting: "api_key",
  alarm: "exit code 3, or 4 where some endpoints answer",
  check: "api_key",
};

export const paths: Assumption = {
  id: "endpoints",
  subject: "the paths of the vendor's description",
  known: "documented",
  readings: ["they are there, spelled so", "another one, or with another slash at the end"],
  rightEitherWay: "they are asked as documented; the other streams go on where one is not there",
  setting: "endpoints.<name>.path",
  alarm: "exit code 4, naming the setting",
  check: "endpoints",
};

export const rate: Assumption = {
  id: "rate",
  subject: "requests a second",
  known: "documented",
  readings: ["4 for the whole account", "6, as one engineer of the vendor's has named"],
  rightEitherWay:
    "3 by default, one budget for all; a 429 slows everything down, `Retry-After` or not",
  setting: "requests_per_second",
  alarm: "a warning with the time that it waits",
  check: "rate",
};
