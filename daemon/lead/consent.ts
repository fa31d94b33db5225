// The command by which a person allows that code of a project is sent to a provider.

/** A path that the shell would split is put in quotes. */
export function allowing(project: string, providers: readonly string[]): string {
  const plain = /^[\w./~@%+,:=-]+$/.test(project);
  return `muster allow ${plain ? project : `'${project.replaceAll("'", `'\\''`)}'`} ${providers.join(' ')}`;
}
