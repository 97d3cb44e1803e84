import { mutationOptions } from '@tanstack/react-query'

import { paths } from '#src/contract/addresses.ts'
import { CONFIRM_HEADER } from '#src/contract/protection.ts'
import type { TerminationMode } from '#src/contract/journal.ts'

import { decodeNothing, type Http } from './http.ts'
import { journalKeys } from './journal.ts'

export type Termination = {
  workflowId: string
  mode: TerminationMode
  reason: string
  /** One per opening of a dialog: a DELETE that arrives twice, by the browser's own doing, is one termination. */
  operationId: string
  /** The end of the ID, typed for a protected workflow; `null` where nothing was asked. */
  confirmation: string | null
}

export const terminationKeys = { all: ['terminations'] as const }

export const terminationMutations = {
  terminate: (http: Http) =>
    mutationOptions({
      mutationKey: [...terminationKeys.all, 'terminate'],
      mutationFn: ({ workflowId, mode, reason, operationId, confirmation }: Termination) =>
        http(paths.workflow(workflowId), decodeNothing, {
          method: 'DELETE',
          query: {
            force: mode === 'force' ? 'true' : undefined,
            status: reason.trim() === '' ? undefined : reason,
          },
          headers: {
            'Idempotency-Key': operationId,
            ...(confirmation === null ? {} : { [CONFIRM_HEADER]: confirmation }),
          },
        }),
      // A lost answer is not a lost termination: never send it again blindly.
      retry: false,
      // A DELETE is sent now or fails now: one that waits for the network would leave later, unseen.
      networkMode: 'always',
      onSettled: (_data, _error, _termination, _result, { client }) => {
        void client.invalidateQueries({ queryKey: journalKeys.all })
      },
    }),
}
