// The headings of a plan as people and programs look for them: English in every language of a report, with a
// translation behind them in parentheses where there is one.

export const PART_HEADINGS = {
  deliverables: '5.4 Implementation Plan Deliverables',
  stageMap: '5.5 Stage Map',
} as const;

/** Of the plan as a whole, in their order. */
export const DELIVERABLE_HEADINGS = [
  'Option Candidates',
  'Trade-off',
  'Recommended Option',
  'Requirement Coverage',
  'Validation Checklist',
  'Rollback',
] as const;

/** The four of each stage, in their order. */
export const STAGE_HEADINGS = ['Stage Steps', 'Dependency', 'Stage Validation', 'Stage Exit Contract'] as const;

export type PlanHeading = (typeof DELIVERABLE_HEADINGS)[number] | (typeof STAGE_HEADINGS)[number];

/** Words by which programs find a line, the same in every language. */
export const PLAN_TOKENS = {
  sliceValue: 'Slice value:',
  acceptance: 'Acceptance:',
  red: 'RED:',
  green: 'GREEN:',
  exemption: 'TDD exemption:',
} as const;
