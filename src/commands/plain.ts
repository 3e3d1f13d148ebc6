/** What a plain command line asks for. */
export type PlainCommand = "version" | "discover" | "about";

const commands: Readonly<Record<string, PlainCommand>> = {
  "--version": "version",
  "--discover": "discover",
  "-d": "discover",
  "--about": "about",
};

/**
 * The command of a line that holds nothing else but config files, which it does not read; undefined for any other line. To load
 * the parser takes longer than what these commands do.
 */
export function plainCommandOf(argv: readonly string[]): PlainCommand | undefined {
  const words = withoutConfigs(argv);
  const [word = ""] = words;
  return words.length === 1 && Object.hasOwn(commands, word) ? commands[word] : undefined;
}

function withoutConfigs(argv: readonly string[]): readonly string[] {
  return argv.filter((word, index) => {
    const isFile = isConfigFlag(argv[index - 1]) && !word.startsWith("-");
    const hasFile = isConfigFlag(word) && !(argv[index + 1] ?? "-").startsWith("-");
    return !isFile && !hasFile && !/^--config=./.test(word);
  });
}

function isConfigFlag(word: string | undefined): boolean {
  return word === "--config" || word === "-c";
}
