// Which sections of the critic's words it does not need: those for the mode that it is not asked for.

import { CriticMode } from '../../../contracts/findings/gap.ts';

export const unneededWords = (mode: CriticMode): string[] => CriticMode.options.filter((it) => it !== mode).map((it) => `Mode: ${it}`);
