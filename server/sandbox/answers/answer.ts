import type { Failure } from './errors.ts'
import { answerFailure, answerProxyPage } from './errors.ts'

/** What leaves for a request: a response with its error code if it has one, or a cut connection. */
export type Answer = { response: Response; code: string | null } | 'cut'

/** A failure as an answer; `html` = a proxy's page, which carries no code. */
export function failed(failure: Failure, { html = false } = {}): Answer {
  return html
    ? { response: answerProxyPage(failure), code: null }
    : { response: answerFailure(failure), code: failure.code }
}
