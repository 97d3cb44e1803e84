// Whether a test that is named by a part of its name stands in a file.

/** Shorter pieces of a title could stand anywhere. */
const LEAST_LETTERS = 8

/** The titles of tests and groups in the text of a test file, as they are written there. */
export function titlesOf(text) {
  const calls =
    /\b(?:it|test|describe)(?:\.\w+)?(?:<[^>]*>)?\(\s*(?:\[[^]*?\]\)\(\s*|[\w.]+(?:\([^()]*(?:\([^()]*\))?[^()]*\))?\)\(\s*)?(['"`])((?:\\.|(?!\1)[^\\])*)\1/g
  const tables = /\)\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1\s*,\s*(?:async )?\(/g
  return [calls, tables].flatMap((pattern) => [...text.matchAll(pattern)].map(([, , title]) => title))
}

/** A name stands in a title, or holds a piece of one that is written with `%s`: what fills it is only known in a run. */
export function hasTest(text, name) {
  return titlesOf(text).some(
    (title) =>
      title.includes(name) || (title.includes('%') && piecesOf(title).some((piece) => name.includes(piece))),
  )
}

function piecesOf(title) {
  return title
    .split(/%[sjifdo]/)
    .map((piece) => piece.trim())
    .filter((piece) => piece.length >= LEAST_LETTERS)
}
