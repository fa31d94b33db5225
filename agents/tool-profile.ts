// What the tool profile of a stage allows its executor beyond reading and changing files, by exact names: an unknown name allows
// nothing. An adapter restricts its program accordingly, as far as the program permits.

export type Grants = {
  /** A shell of its own. What it runs there is no proof: the program runs the validators itself. */
  shell: boolean;
  /** Searching and fetching on the web. */
  web: boolean;
  /** Subagents. */
  agents: boolean;
};
export type Grant = keyof Grants;

const PROFILES: Readonly<Record<string, readonly Grant[]>> = {
  'coding': ['shell'],
  // Older names in plans.
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

/** What a stage does not allow: for the prompt, which may be all that keeps a program from it. */
export const withheld = (profile: readonly string[]): string[] => {
  const grants = grantsOf(profile);
  return GRANTS.filter((it) => !grants[it]).map((it) => SAID[it]);
};

const GRANTS: readonly Grant[] = ['shell', 'web', 'agents'];

/** What an adapter can keep its program from doing, in words. */
export const narrowedText = (narrows: readonly Grant[]): string =>
  narrows.length === 0
    ? "a stage's tool profile is only told to it"
    : `a stage's tool profile can keep it from ${narrows.map((it) => SAID[it]).join(', ')}`;
