// All methods over all settings: the parameters of the sweep, and the sums. Every outcome is scored twice.

import { MusterError } from '../../contracts/errors.ts';
import { type Repository, readCases, repositoryOf } from './cases.ts';
import { METHODS, type Method, tell } from './methods.ts';
import type { Grouping } from './raise.ts';
import { HABITS, type Habit, type Skill } from './reviewers.ts';
import { type Score, score } from './score.ts';
import { scoreAgain } from './score-again.ts';

const WEAKNESSES = { invents: 0.15, yields: 0.35, lazy: 0.1 };

/** Named by how well they judge what they are asked about. */
export const SKILLS: Readonly<Record<string, Skill>> = {
  weak: { sees: 0.3, alarms: 0.25, judges: 0.6, ...WEAKNESSES },
  middling: { sees: 0.5, alarms: 0.15, judges: 0.75, ...WEAKNESSES },
  good: { sees: 0.7, alarms: 0.08, judges: 0.88, ...WEAKNESSES },
  excellent: { sees: 0.85, alarms: 0.03, judges: 0.96, ...WEAKNESSES, invents: 0.05, lazy: 0.02 },
};
export const TOGETHER: readonly number[] = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
export const USUAL = { skill: 'good', together: 0.3 };

export type Line = {
  skill: string;
  together: number;
  method: Method;
  precision: number;
  recall: number;
  invented: number;
  half: number;
  kib: number;
  told: number;
};
/** Two honest reviewers and one that does not look; `third`: undefined for an honest one. */
export type BlindLine = { third: Habit | undefined; right: number; wrong: number; recall: number; claimed: number };
export type Sweep = { cases: number; languages: number; seeds: number; lines: Line[]; blind: BlindLine[] };

export async function sweep(seeds: number): Promise<Sweep> {
  const cases = readCases();
  const repository = repositoryOf(cases);
  const settings = [
    ...Object.keys(SKILLS).map((skill) => ({ skill, together: USUAL.together })),
    ...TOGETHER.filter((it) => it !== USUAL.together).map((together) => ({ skill: USUAL.skill, together })),
  ];
  const lines: Line[] = [];
  for (const { skill, together } of settings) {
    for (const method of METHODS) {
      const sums: Score = { right: 0, wrong: 0, found: 0, invented: 0, half: 0 };
      let bytes = 0;
      for (let seed = 1; seed <= seeds; seed++) {
        const told = await tell(method, { seed, together, skill: SKILLS[skill] ?? raiseUnknown(skill), repository });
        addTo(sums, scoredTwice(told, repository, `${method}, ${skill}, ${together}, seed ${seed}`));
        bytes += told.bytes;
      }
      lines.push({
        skill,
        together,
        method,
        precision: sums.right / Math.max(1, sums.right + sums.wrong),
        recall: sums.found / (seeds * cases.length),
        invented: sums.invented,
        half: sums.half,
        kib: bytes / seeds / 1024,
        told: (sums.right + sums.wrong) / seeds,
      });
    }
  }
  const blind = await besideTwoHonest(seeds, cases.length, repository);
  return { cases: cases.length, languages: new Set(cases.map((it) => it.language)).size, seeds, lines, blind };
}

async function besideTwoHonest(seeds: number, cases: number, repository: Repository): Promise<BlindLine[]> {
  const lines: BlindLine[] = [];
  const skill = SKILLS[USUAL.skill] ?? raiseUnknown(USUAL.skill);
  for (const third of [undefined, ...HABITS]) {
    const sums: Score = { right: 0, wrong: 0, found: 0, invented: 0, half: 0 };
    let claimed = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      const told = await tell('ours', {
        seed,
        together: USUAL.together,
        skill,
        repository,
        ...(third === undefined ? {} : { habit: third }),
      });
      addTo(sums, scoredTwice(told, repository, `beside one that ${third ?? 'is honest'}, seed ${seed}`));
      claimed += told.claimed ?? 0;
    }
    lines.push({
      third,
      right: sums.right / seeds,
      wrong: sums.wrong / seeds,
      recall: sums.found / (seeds * cases),
      claimed: claimed / seeds,
    });
  }
  return lines;
}

function scoredTwice({ groups }: Grouping, { files }: Repository, where: string): Score {
  const once = score(groups);
  const again = scoreAgain(
    groups.map((group) => group.map((it) => ({ evidence: it.finding.finding.evidence.map(placed) }))),
    files,
  );
  for (const key of Object.keys(once) as (keyof Score)[])
    if (once[key] !== again[key]) throw disagreement(`${where}: ${key}`, once[key], again[key]);
  return once;
}

function addTo(sums: Score, more: Score): void {
  for (const key of Object.keys(sums) as (keyof Score)[]) sums[key] += more[key];
}

const placed = ({ path = '', line = 0, quote }: { path?: string | undefined; line?: number | undefined; quote?: string | undefined }) => ({
  path,
  line,
  ...(quote === undefined ? {} : { quote }),
});

const raiseUnknown = (skill: string): never => {
  throw new MusterError('internal', `no such skill: ${skill}`, 'This is a bug in the bench.');
};

const disagreement = (where: string, one: number, other: number): MusterError =>
  new MusterError(
    'internal',
    `the two scorings disagree (${where}): ${one} and ${other}`,
    'One of bench/trust/score.ts and score-again.ts is wrong.',
  );
