import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

export type ReaderQuestion = { id: number; sql: string; parameters: readonly unknown[] }
export type ReaderAnswer = { id: number; rows: unknown[]; error: string | null }

const database = new DatabaseSync(String(workerData), { readOnly: true })

parentPort?.on('message', ({ id, sql, parameters }: ReaderQuestion) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(answer(id, sql, parameters))
})

function answer(id: number, sql: string, parameters: readonly unknown[]): ReaderAnswer {
  try {
    const rows = database.prepare(sql).all(...(parameters as SQLInputValue[]))
    return { id, rows: rows.map((row) => ({ ...row })), error: null }
  } catch (error) {
    return { id, rows: [], error: error instanceof Error ? error.message : String(error) }
  }
}
