// The possible ways to proceed, each with its advantages and disadvantages as far as they can be counted.

import type { Plan } from '../../../contracts/plan/plan.ts';
import { counted } from '../report-writer/wording.ts';
import type { ConfirmedFinding } from './confirmed-finding.ts';
import type { Planned } from './stages.ts';

export function optionsOf(findings: readonly ConfirmedFinding[], planned: readonly Planned[]): Pick<Plan, 'options' | 'recommended'> {
  const [first, ...others] = planned.length === 1 ? forOne(findings) : forSeveral(planned);
  const options = [...(first ? [first] : []), ...others, ...worstFirst(findings)];
  return { options, recommended: first?.title ?? '' };
}

function forSeveral(planned: readonly Planned[]): Plan['options'] {
  const chained = planned.filter(({ stage }) => stage.dependsOn.length > 0).length;
  const free = planned.length - chained;
  return [
    {
      title: 'One stage for each group of files',
      pros: [
        'each stage is proved, approved and undone separately',
        ...(free > 1 ? [`${counted(free, 'stage')} can start at once, because they share no file`] : []),
      ],
      cons: [`${counted(planned.length, 'branch', 'branches')} to review and merge`, 'the tests run once for each stage'],
    },
    {
      title: 'Everything in one change',
      pros: ['one change to review', 'the tests run once'],
      cons: ['one objection blocks everything', 'undoing one part means removing it by hand'],
    },
  ];
}

function forOne(findings: readonly ConfirmedFinding[]): Plan['options'] {
  return [
    {
      title: findings.length === 1 ? 'Fix it where it was found' : 'Fix them where they were found',
      pros: ['small, and proved where others have looked'],
      cons: ['the same mistake elsewhere, not yet found, remains'],
    },
    {
      title: 'Leave it, and write down why',
      pros: ['nothing can break'],
      cons: [`the problems remain: ${counted(findings.length, 'finding')} that others could not refute`],
    },
  ];
}

/** Only if the findings differ in severity. */
function worstFirst(findings: readonly ConfirmedFinding[]): Plan['options'] {
  const heavy = findings.filter(({ severity }) => severity === 'critical' || severity === 'major').length;
  if (heavy === 0 || heavy === findings.length) return [];
  return [
    {
      title: 'Only what is critical or major now',
      pros: [`${counted(heavy, 'finding')} instead of ${counted(findings.length, 'finding')}`],
      cons: [`${counted(findings.length - heavy, 'finding')} would have to be planned again later`],
    },
  ];
}
