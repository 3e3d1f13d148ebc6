import type { Profile } from "../profile-record.js";
import type { ProfileEntry, WorldState } from "../world-state.js";

/** Lets a person become what they are after something that happened, and notes it where it was a purchase. */
export function become(
  state: WorldState,
  { entry, profile, at }: { entry: ProfileEntry; profile: Profile; at: number },
): void {
  const [before, after] = [entry.record.stats, profile.stats];
  if (after.orders > before.orders) {
    const total = Math.round((after.revenue - before.revenue) * 100) / 100;
    state.purchases.push({ entry, at, total, items: after.total_items - before.total_items });
  }
  entry.record = profile;
}

/** Who a person is now: whoever they were merged into. */
export function survivorOf(state: WorldState, entry: ProfileEntry): ProfileEntry {
  let current = entry;
  for (;;) {
    const next = state.mergedInto.get(current.record.id);
    if (next === undefined) {
      return current;
    }
    current = next;
  }
}
