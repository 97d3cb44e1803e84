import type { RecordedEnding } from '#server/sandbox/answers/record.ts'
import type { SandboxOptions } from '#server/sandbox/options.ts'
import { DEFAULT_WORKFLOW_COUNT } from '#server/sandbox/options.ts'
import { readInstant, readText } from '#src/contract/read.ts'

import { DEAL_CLASS } from './catalogue.ts'
import { createPopulation, createStartedRow } from './population.ts'
import { createRandom } from './random.ts'
import type { Row } from './row.ts'
import { createBlankRow, LEASE_MS } from './row.ts'
import { createSeed } from './seeds.ts'
import type { LiveWorld } from './world.ts'
import { createWorld } from './world.ts'

export const LOCKS = ['free', 'step_running', 'stuck'] as const
export type LockKind = (typeof LOCKS)[number]

/** What a reset begins with; what is left out stays as it was. */
export type ResetOptions = Pick<
  SandboxOptions,
  'workflowCount' | 'seed' | 'random' | 'life' | 'speed' | 'writtenBackStays'
>

/** Fields as on the wire; those left out make an idle deal of Anna Ivanova's that starts now. */
export type NewWorkflow = Partial<
  Record<
    'ID' | 'MODIFIED' | 'STARTED' | 'MODULE_ID' | 'ENTITY' | 'DOCUMENT_ID' | 'STARTED_BY' | 'TEMPLATE_ID',
    string
  >
> & {
  /** A lock whose step never reports; give `lock` for one that does. */
  OWNED_UNTIL?: string
  lock?: LockKind
  /** How long the running step takes, milliseconds; 40,000 if not given. */
  stepMs?: number
  /** Whether its running step writes the row back after a soft ending; false if not given. */
  isWrittenBack?: boolean
}

const DEFAULT_STEP_MS = 40_000
const STUCK_SINCE_MS = 3_600_000

type PortalDeps = { options: SandboxOptions; now: () => number; onEnding: (ending: RecordedEnding) => void }

/** The portal's workflows, and the knobs that reach into them. */
export function createPortal({ options, now, onEnding }: PortalDeps) {
  let settings: SandboxOptions = options
  let world = makeWorld()
  let random = createRandom(settings.random ?? 1)

  function makeWorld(): LiveWorld {
    const { seed, workflowCount = DEFAULT_WORKFLOW_COUNT, speed = 1, writtenBackStays = false } = settings
    const seeded = createRandom(settings.random ?? 1)
    return createWorld({
      now,
      random: seeded,
      rows: seed ? createSeed(seed, now()) : createPopulation(workflowCount, now(), seeded),
      speed,
      hasLife: settings.life ?? seed === undefined,
      writtenBackStays,
      onEnding,
    })
  }

  function requireRow(id: string): Row {
    const row = world.find(id)
    if (!row) throw new RangeError(`The sandbox runs no workflow ${id}`)
    return row
  }

  function setLock(id: string, kind: LockKind, stepMs = DEFAULT_STEP_MS) {
    const row = requireRow(id)
    row.stepEndsAt = null
    if (kind === 'step_running') world.beginStep(row, stepMs)
    else row.ownedUntil = kind === 'stuck' ? now() - STUCK_SINCE_MS + LEASE_MS : null
  }

  return {
    world: () => world,
    size: () => world.size(),
    /** Everything that runs, in the order of the list. */
    ids: () => world.page({}, 0, Infinity).rows.map(({ id }) => id),
    hasWorkflow: (id: string) => world.find(id) !== null,
    /** Begins anew: another population, or the first one again. */
    reset: (next: ResetOptions = {}) => {
      // A count asks for a generated portal, whatever stood here before.
      const seed = next.seed ?? (next.workflowCount === undefined ? settings.seed : undefined)
      settings = { ...settings, ...next, seed }
      random = createRandom(settings.random ?? 1)
      world = makeWorld()
    },
    /** Starts a workflow and returns its id. */
    addWorkflow: (fields: NewWorkflow = {}): string => {
      const row = makeRow(fields, now(), () => createStartedRow(now(), random).id)
      world.add(row)
      if (fields.lock) setLock(row.id, fields.lock, fields.stepMs)
      return row.id
    },
    /** Ends a workflow as if its last step was done. */
    endWorkflow: (id: string) => world.endByItself(requireRow(id)),
    /** Moves a workflow to the top: MODIFIED becomes now. */
    touchWorkflow: (id: string) => world.touch(requireRow(id)),
    /** Takes or releases the lock, which does not change MODIFIED. */
    setLock,
    /** Ends the running step now; a soft ending that waited for it takes place. */
    finishStep: (id: string) => world.finishStep(requireRow(id)),
    setWrittenBack: (id: string, isWrittenBack: boolean) => {
      requireRow(id).isWrittenBack = isWrittenBack
    },
  }
}

function makeRow(fields: NewWorkflow, now: number, makeId: () => string): Row {
  const modifiedAt = readInstant(fields.MODIFIED) ?? now
  return {
    ...createBlankRow(readText(fields.ID) ?? makeId(), modifiedAt),
    startedAt: readInstant(fields.STARTED) ?? modifiedAt,
    ownedUntil: readInstant(fields.OWNED_UNTIL),
    moduleId: fields.MODULE_ID ?? DEAL_CLASS.moduleId,
    entity: fields.ENTITY ?? DEAL_CLASS.entity,
    documentId: fields.DOCUMENT_ID ?? DEAL_CLASS.formatId(5150),
    startedBy: fields.STARTED_BY ?? '1',
    templateId: fields.TEMPLATE_ID ?? '11',
    isWrittenBack: fields.isWrittenBack ?? false,
  }
}
