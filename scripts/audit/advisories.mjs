/** Weaknesses that stop a release; lower ones are told only. */
const BAD = ['high', 'critical']

/** The answer of `npm audit --json` in words. Without an answer nothing is known, and that is said. */
export function describeAudit(text) {
  const report = parse(text)
  if (typeof report?.vulnerabilities !== 'object' || report.vulnerabilities === null) {
    const why = report?.message ?? report?.error?.summary ?? 'no answer'
    return { isBad: false, text: `Weaknesses: NOT KNOWN, the registry could not be asked (${why})` }
  }
  const found = Object.values(report.vulnerabilities)
  const lines = found.map(({ name, severity, range }) => `  ${name} ${range}: ${severity}`)
  const isBad = found.some(({ severity }) => BAD.includes(severity))
  const words = isBad ? 'update or replace what is high or critical' : 'none that is high or critical'
  return {
    isBad,
    text: [`Weaknesses: ${found.length} in packages that are given to others, ${words}`, ...lines].join('\n'),
  }
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
