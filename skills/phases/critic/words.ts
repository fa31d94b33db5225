// The sections of the critic's instructions that it does not need: those for the other mode.

import { CriticMode } from '../../../contracts/findings/gap.ts';

export const unneededWords = (mode: CriticMode): string[] => CriticMode.options.filter((it) => it !== mode).map((it) => `Mode: ${it}`);
