import eslint from "@eslint/js";
import importX, { createNodeResolver } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

const onlyInWriter = "stdout is the protocol: only src/singer/writer.ts writes there.";

export default tseslint.config(
  { ignores: [".ci", "dist", "coverage", "node_modules", ".cache", "src/generated"] },
  eslint.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    // TypeScript's sources are imported by the names of what is made of them.
    settings: {
      "import-x/resolver-next": [createNodeResolver({ extensionAlias: { ".js": [".ts", ".js"] } })],
    },
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ["eslint.config.js"] } },
    },
    plugins: { "import-x": importX },
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
      "import-x/no-default-export": "error",
      "import-x/no-duplicates": "error",
      "import-x/order": ["error", { alphabetize: { order: "asc" } }],
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
