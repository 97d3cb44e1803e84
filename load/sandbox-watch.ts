/** The calls that reading may make the gateway ask of the API: whatever else arrives there should not. */
export const MAY_BE_ASKED: readonly string[] = [
  'GET /v1/me',
  'GET /v1/workflows',
  'GET /v1/bizproc-templates',
  'POST /v1/batch',
  'GET /v1/users/:id',
]
