// Finds regular expressions whose time can explode: a repetition within a repetition, so that one text can be read in
// very many ways. A round that has to begin with a sign which its inside cannot hold has one way only, and is named here.
import { parseSync, Visitor } from 'vite'

/** Repetitions of repetitions that are read in one way, by the text of the outer group. */
const KNOWN = [
  // Each label begins with a dot, which a label has not.
  String.raw`(\.[a-z0-9-]+)+`,
]

/** The patterns of the regular expressions in a source, those of `new RegExp('…')` with a fixed text included. */
export function patternsOf(file, text) {
  const { program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file} cannot be read: ${errors[0].message}`)
  const patterns = []
  new Visitor({
    Literal: (node) => {
      if ('regex' in node && node.regex) patterns.push(node.regex.pattern)
    },
    NewExpression: (node) => {
      const [first] = node.arguments
      if (node.callee.name === 'RegExp' && first?.type === 'Literal') patterns.push(String(first.value))
    },
  }).visit(program)
  return patterns
}

/** The groups of a pattern that repeat without bound what itself repeats without bound. */
export function slowPartsOf(pattern) {
  const open = []
  const slow = []
  for (let at = 0; at < pattern.length; at += 1) {
    const sign = pattern[at]
    if (sign === '\\') at += 1
    else if (sign === '[') at = endOfClass(pattern, at)
    else if (sign === '(') open.push({ at, isRepeating: false })
    else if (sign === ')') {
      const group = open.pop()
      const outer = open.at(-1)
      const isRepeated = isUnbounded(pattern, at + 1)
      const part = pattern.slice(group.at, at + 1) + quantifierAt(pattern, at + 1)
      if (group.isRepeating && isRepeated && !KNOWN.includes(part)) slow.push(part)
      if (outer && (group.isRepeating || isRepeated)) outer.isRepeating = true
    } else if (isUnbounded(pattern, at) && open.length > 0) open.at(-1).isRepeating = true
  }
  return slow
}

function endOfClass(pattern, start) {
  for (let at = start + 1; at < pattern.length; at += 1) {
    if (pattern[at] === '\\') at += 1
    else if (pattern[at] === ']') return at
  }
  return pattern.length
}

function quantifierAt(pattern, at) {
  return /^(?:[*+?]|\{\d+(?:,\d*)?\})?/.exec(pattern.slice(at))?.[0] ?? ''
}

function isUnbounded(pattern, at) {
  return /^(?:[*+]|\{\d+,\})$/.test(quantifierAt(pattern, at))
}
