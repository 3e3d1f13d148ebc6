/** The option that every command has which reads the config, for the parser. */
export const configOption = {
  alias: "c",
  type: "string",
  array: true,
  nargs: 1,
  default: [] as string[],
  describe: "Config file; repeatable, later ones win. ENV reads TAP_OMETRIA_<SETTING>",
} as const;
