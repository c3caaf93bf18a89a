/** The command line that does a run again: the config goes to the command as its input, so that no file is left. */
export function repeatCommand(config: string, gitCommit: string | null): string {
  return [
    ...(gitCommit ? [`# git checkout ${gitCommit}`] : []),
    "npm run --silent lathe -- run - <<'JSON'",
    indentedConfig(config),
    'JSON',
  ].join('\n');
}

/** A stored config, indented. */
export function indentedConfig(config: string): string {
  return JSON.stringify(JSON.parse(config), null, 2);
}
