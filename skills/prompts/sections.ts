// Leaves out the sections of a skill's instructions that a worker does not need, because reading them costs tokens.

/** Keeps the text before the first section always, and a section (`## …`) unless its heading is left out. */
export function withoutSections(skill: string, leaveOut: readonly string[]): string {
  if (leaveOut.length === 0) return skill;
  const [preamble = '', ...sections] = skill.split(/^(?=## )/m);
  const wanted = sections.filter((section) => !leaveOut.includes(section.slice(3, section.indexOf('\n')).trim()));
  return [preamble, ...wanted].map((part) => part.trim()).join('\n\n');
}
