import type { DocumentClass } from './catalogue.ts'
import {
  COMPANY_CLASS,
  DEAL_CLASS,
  LEAD_CLASS,
  LIST_CLASS,
  QUOTE_CLASS,
  SMART_ITEM_CLASS,
  UNKNOWN_CLASS,
} from './catalogue.ts'
import { createSampleRow, SAMPLE_ID } from './population.ts'
import type { Row } from './row.ts'
import { createBlankRow, LEASE_MS } from './row.ts'

/** Small portals that stand still: nothing starts, moves or ends in them but by what is asked of them. */
export const SEEDS = ['empty', 'one', 'few'] as const
export type Seed = (typeof SEEDS)[number]

/** The workflows of the seed `few`, newest change first. `one` has `dealIdle` alone. */
export const FEW_IDS = {
  /** Deal 5142, template 12, by Пётр Смирнов (7); its step ends after 40 s. */
  dealStepRunning: '69f4b7c1a1b2c3.10000002',
  /** Company 88, template 18; its step ends after 40 s and writes the row back after a soft ending. */
  companyWrittenBack: '69f4b6a0a1b2c3.10000010',
  /** Blank document, template and starter 0: what a soft ending left. */
  blank: '69f3aa10a1b2c3.10000009',
  /** Deal 5141, template 11, by Anna Ivanova (1). The sample id of the documentation. */
  dealIdle: SAMPLE_ID,
  /** Lead 310, template 703 of an automation rule (no name), by the system. */
  leadBySystem: '69f1c2d5a1b2c3.10000004',
  /** Smart process item 9 of type 147, template 31. */
  smartItem: '69efc2d5a1b2c3.10000005',
  /** Quote 77, template 23. */
  quote: '69eec2d5a1b2c3.10000006',
  /** List element 777, template 42. */
  listElement: '69edc2d5a1b2c3.10000007',
  /** Of a class that no documentation names, template 801. */
  unknownClass: '69ecc2d5a1b2c3.10000008',
  /** Deal 4711, template 14: its lock ended 19 days ago. */
  dealStuck: '69d0c2d5a1b2c3.10000003',
} as const

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

type Fixed = { id: string; on: DocumentClass; number: number; template: number; by: number; ageMs: number }

function makeFixed({ id, on, number, template, by, ageMs }: Fixed, now: number): Row {
  return {
    ...createBlankRow(id, now - ageMs),
    startedAt: now - ageMs - 6 * HOUR,
    moduleId: on.moduleId,
    entity: on.entity,
    documentId: on.formatId(number),
    startedBy: String(by),
    templateId: String(template),
  }
}

const IDLE: readonly Fixed[] = [
  { id: FEW_IDS.leadBySystem, on: LEAD_CLASS, number: 310, template: 703, by: 0, ageMs: 9 * HOUR },
  { id: FEW_IDS.smartItem, on: SMART_ITEM_CLASS, number: 9, template: 31, by: 4, ageMs: 2 * DAY },
  { id: FEW_IDS.quote, on: QUOTE_CLASS, number: 77, template: 23, by: 3, ageMs: 5 * DAY },
  { id: FEW_IDS.listElement, on: LIST_CLASS, number: 777, template: 42, by: 9, ageMs: 8 * DAY },
  { id: FEW_IDS.unknownClass, on: UNKNOWN_CLASS, number: 5, template: 801, by: 0, ageMs: 12 * DAY },
]

function createFew(now: number): Row[] {
  const running = { ownedUntil: now - MINUTE + LEASE_MS, stepEndsAt: now + 40_000 }
  const deal = { on: DEAL_CLASS, by: 7 }
  return [
    {
      ...makeFixed({ ...deal, id: FEW_IDS.dealStepRunning, number: 5142, template: 12, ageMs: MINUTE }, now),
      ...running,
    },
    {
      ...makeFixed(
        {
          id: FEW_IDS.companyWrittenBack,
          on: COMPANY_CLASS,
          number: 88,
          template: 18,
          by: 1,
          ageMs: 2 * MINUTE,
        },
        now,
      ),
      ...running,
      isWrittenBack: true,
    },
    createBlankRow(FEW_IDS.blank, now - 20 * MINUTE),
    createSampleRow(now),
    ...IDLE.map((fixed) => makeFixed(fixed, now)),
    {
      ...makeFixed({ ...deal, id: FEW_IDS.dealStuck, number: 4711, template: 14, ageMs: 19 * DAY }, now),
      ownedUntil: now - 19 * DAY + LEASE_MS,
    },
  ]
}

export function createSeed(seed: Seed, now: number): Row[] {
  switch (seed) {
    case 'empty':
      return []
    case 'one':
      return [createSampleRow(now)]
    case 'few':
      return createFew(now)
  }
}
