// What the tool profile of a stage gives its executor beyond reading and changing files, by exact names: a name that is not known
// here gives nothing. An adapter narrows its program to that as far as the program lets itself be narrowed.

export type Grants = {
  /** A shell of its own. What it runs there is no proof: the program runs the validators itself. */
  shell: boolean;
  /** Searching and fetching in the web. */
  web: boolean;
  /** Agents of its own that work beside it. */
  agents: boolean;
};
export type Grant = keyof Grants;

const PROFILES: Readonly<Record<string, readonly Grant[]>> = {
  'coding': ['shell'],
  // What plans called it before.
  'edit': [],
  'run-tests': ['shell'],
  'browser': ['web'],
  'knowledge': [],
  'supervisor': ['agents'],
};

export function grantsOf(profile: readonly string[]): Grants {
  const given = new Set(profile.flatMap((it) => (Object.hasOwn(PROFILES, it) ? (PROFILES[it] ?? []) : [])));
  return { shell: given.has('shell'), web: given.has('web'), agents: given.has('agents') };
}

const SAID: Readonly<Record<Grant, string>> = { shell: 'a shell', web: 'the web', agents: 'agents of its own' };

/** What a stage does not give: for the prompt, where it is the only thing that keeps a program from it. */
export const withheld = (profile: readonly string[]): string[] => {
  const grants = grantsOf(profile);
  return GRANTS.filter((it) => !grants[it]).map((it) => SAID[it]);
};

const GRANTS: readonly Grant[] = ['shell', 'web', 'agents'];

/** What an adapter can keep its program from, in words. */
export const narrowedText = (narrows: readonly Grant[]): string =>
  narrows.length === 0 ? 'nothing: the prompt asks it' : narrows.map((it) => SAID[it]).join(', ');
