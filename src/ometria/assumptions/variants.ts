import { products } from "../endpoints.js";
import { cannotTell, holds } from "./finding.js";
import type { OwnCheck } from "./own-check.js";

/** Whether variants come beside their parents (ometria-api 11.8). */
export const variantsCheck: OwnCheck = {
  id: "variants",
  question: "Do variants of products come beside their parents?",
  endpoint: products,
  async run({ sample }) {
    const { rows } = await sample(products);
    if (rows.length === 0) return cannotTell("There are no products.");
    const variants = rows.filter(({ is_variant: isVariant }) => isVariant === true).length;
    const seen = `${variants} of the first ${rows.length} products are variants`;
    if (variants > 0) return holds(`${seen}.`);
    return cannotTell(
      `${seen}: the shop may have none. The tap always asks for them (includeVariants).`,
    );
  },
};
