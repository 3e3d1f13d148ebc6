import eslint from "@eslint/js";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/**
 * The layers, lowest first: a file may import from its own layer and from those below it, never
 * from one above. A cycle inside a layer is an error of its own (import-x/no-cycle).
 */
const layers = [
  ["errors.ts", "clock.ts", "generated"],
  ["values", "log.ts", "terminal.ts", "version.ts"],
  ["sandbox"],
  ["singer", "config"],
  ["service"],
  ["exports"],
  ["reads"],
  ["records"],
  ["ometria"],
  ["about"],
  ["run"],
  ["doctor"],
  ["commands"],
  ["cli.ts"],
];

const zones = layers.slice(0, -1).map((layer, index) => ({
  target: layer.map((entry) => `./src/${entry}`),
  from: layers
    .slice(index + 1)
    .flat()
    .map((entry) => `./src/${entry}`),
  message: "Imports point down the layers only (see eslint.config.js).",
}));

/** The fast way of CSV rows has one door, and the reads pass its rows on without a look at them. */
const cellZones = [
  {
    target: ["./src/!(records)/**", "./src/records/*"],
    from: "./src/records/cells",
    except: ["./record-lines.ts"],
    message: "The door of src/records/cells/ is record-lines.ts.",
  },
  {
    target: ["./src/!(exports|records)/**", "./src/records/*"],
    from: ["./src/exports/formats/csv-row.ts", "./src/exports/formats/csv-cells.ts"],
    message: "Cells of CSV are for src/exports/ and src/records/cells/ alone.",
  },
];

const onlyInWriter = "stdout is the protocol: only src/singer/writer.ts writes there.";

export default tseslint.config(
  { ignores: [".ci", "dist", "coverage", "node_modules", ".cache", "src/generated"] },
  eslint.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  importX.flatConfigs.typescript,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ["eslint.config.js"] } },
    },
    plugins: { "import-x": importX },
    settings: { "import-x/resolver-next": [createTypeScriptImportResolver()] },
    rules: {
      "max-lines": ["error", { max: 250 }],
      "max-lines-per-function": ["error", { max: 50, skipBlankLines: true, skipComments: true }],
      "max-params": ["error", 3],
      complexity: ["error", 10],
      eqeqeq: "error",
      "no-console": "error",
      "no-restricted-properties": [
        "error",
        { object: "process", property: "stdout", message: onlyInWriter },
        {
          object: "process",
          property: "exit",
          message: "Set process.exitCode: exit() cuts off pipes.",
        },
      ],
      "import-x/no-cycle": "error",
      "import-x/no-default-export": "error",
      "import-x/no-duplicates": "error",
      "import-x/order": ["error", { alphabetize: { order: "asc" } }],
      "import-x/no-restricted-paths": ["error", { zones: [...zones, ...cellZones] }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
    },
  },
  {
    files: ["tests/**"],
    rules: { "max-lines-per-function": "off" },
  },
  {
    files: ["eslint.config.js"],
    ...tseslint.configs.disableTypeChecked,
  },
  {
    files: ["eslint.config.js"],
    rules: { "import-x/no-default-export": "off" },
  },
);
