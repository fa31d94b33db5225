// What a person has to say before code of a project goes to somebody else, as a command to type.

/** Where the shell would take a path apart, it stands in quotes. */
export function allowing(project: string, providers: readonly string[]): string {
  const plain = /^[\w./~@%+,:=-]+$/.test(project);
  return `muster allow ${plain ? project : `'${project.replaceAll("'", `'\\''`)}'`} ${providers.join(' ')}`;
}
