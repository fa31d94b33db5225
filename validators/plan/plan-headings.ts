// The headings of a plan for people and programs: English in every language of a report, followed by a translation in parentheses
// if there is one.

export const PART_HEADINGS = {
  deliverables: '5.4 Implementation Plan Deliverables',
  stageMap: '5.5 Stage Map',
} as const;

/** Headings of the whole plan, in order. */
export const DELIVERABLE_HEADINGS = [
  'Option Candidates',
  'Trade-off',
  'Recommended Option',
  'Requirement Coverage',
  'Validation Checklist',
  'Rollback',
] as const;

/** The four headings of each stage, in order. */
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
