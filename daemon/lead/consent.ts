// The command with which a person allows a project's code to be sent to providers.

/** Quotes a path that a shell would split. */
export function allowCommand(project: string, providers: readonly string[]): string {
  const plain = /^[\w./~@%+,:=-]+$/.test(project);
  return `muster allow ${plain ? project : `'${project.replaceAll("'", `'\\''`)}'`} ${providers.join(' ')}`;
}
