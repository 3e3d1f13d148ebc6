import { exitCodes } from "../errors.js";
import { idOf } from "../ometria/endpoints.js";
import { listsOf } from "../ometria/profile-lists.js";
import { selectedOf } from "./context.js";
import { broken, cannotTell, holds, type Check } from "./finding.js";
import { allLists, sampleProfiles, sizeOf, type ProfileSample } from "./samples.js";

const streams = ["member_lists"];
/** A list may be refreshed while it is looked at, and its size be counted before. */
const tolerance = 0.1;

export const profileListsCheck: Check = {
  id: "profile_lists",
  question: "Do profiles name the lists that they are in?",
  asks: "api",
  streams,
  async run(context) {
    const sample = await sampleProfiles(context);
    const { length } = sample.profiles;
    const naming = sample.profiles.filter((profile) => listsOf(profile).length > 0).length;
    if (naming > 0) return holds(`${naming} of ${length} profiles name one.`);
    const sizes = (await allLists(context)).map(sizeOf);
    const hasField = sample.profiles.some((profile) => Array.isArray(profile["lists"]));
    if (sizes.every((size) => size === 0)) return cannotTell("No list has a member.");
    if (hasField && !sample.isWhole)
      return cannotTell(`None of the first ${length} profiles is in a list.`);
    return broken(
      `None of ${length} profiles names a list, although lists have members: member_lists cannot be read. Deselect it.`,
      { failing: { streams: selectedOf(context, streams), exitCode: exitCodes.source } },
    );
  },
};

export const listSizesCheck: Check = {
  id: "list_sizes",
  question: "Are as many profiles in each list as GET /lists gives for its size?",
  asks: "api",
  streams,
  async run(context) {
    const sample = await sampleProfiles(context);
    const counts = countMembers(sample);
    if (counts.size === 0) return cannotTell("No profile names a list.");
    const lists = (await allLists(context)).map((list) => ({
      id: idOf(list),
      size: sizeOf(list),
    }));
    const differing = lists.filter(({ id, size }) => differs(counts.get(id) ?? 0, size, sample));
    const length = `${sample.profiles.length} profiles`;
    if (differing.length > 0) {
      const shown = differing
        .slice(0, 5)
        .map(({ id, size }) => `list ${id}: ${counts.get(id) ?? 0} of ${size}`);
      return broken(
        `${length} do not fit the size of ${differing.length} lists (${shown.join(", ")}). A sync shows all of them side by side.`,
      );
    }
    if (sample.isWhole) return holds(`All ${length} fit the sizes of ${lists.length} lists.`);
    return holds(
      `The first ${length} fit the sizes of ${lists.length} lists: no list has fewer members than were seen. A sync compares all.`,
    );
  },
};

function countMembers({ profiles }: ProfileSample): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const profile of profiles) {
    for (const id of new Set(listsOf(profile).map(idOf))) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** A part of all profiles can only show that a list is larger than it says. */
function differs(found: number, size: number, { isWhole }: ProfileSample): boolean {
  const room = Math.max(2, size * tolerance);
  return found > size + room || (isWhole && found < size - room);
}
