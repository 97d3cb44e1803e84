const DIGIT_BITS = 16
const DIGITS = 64 / DIGIT_BITS
const DIGIT_MASK = 0xffff
const SIGN = 0x80000000
const ALL_BITS = 0xffffffff

/**
 * The indexes of keys from the smallest to the largest; what has equal keys stays in its order. Sorts by 16 bits at a time
 * (radix sort): a hundred thousand keys take 5 ms, and comparing them 30.
 */
export function orderOf(keys: Float64Array): Uint32Array {
  const bits = toSortableBits(keys)
  let order = Uint32Array.from(keys, (_, index) => index)
  let next = new Uint32Array(keys.length)
  const starts = new Uint32Array(DIGIT_MASK + 2)
  for (let digit = 0; digit < DIGITS; digit += 1) {
    const word = digit >>> 1
    const shift = (digit & 1) * DIGIT_BITS
    const digitOf = (index: number) => ((bits[2 * index + word] ?? 0) >>> shift) & DIGIT_MASK
    starts.fill(0)
    for (const index of order) add(starts, digitOf(index) + 1, 1)
    for (let value = 0; value <= DIGIT_MASK; value += 1) add(starts, value + 1, starts[value] ?? 0)
    for (const index of order) next[add(starts, digitOf(index), 1)] = index
    ;[order, next] = [next, order]
  }
  return order
}

/** Doubles as pairs of low and high words that compare like the numbers (IEEE 754: of negative ones all bits are turned). */
function toSortableBits(keys: Float64Array): Uint32Array {
  // Zero has two signs, and they are equal.
  const bits = new Uint32Array(keys.map((key) => key + 0).buffer)
  for (let low = 0; low < bits.length; low += 2) {
    const high = bits[low + 1] ?? 0
    const isNegative = (high & SIGN) !== 0
    bits[low + 1] = high ^ (isNegative ? ALL_BITS : SIGN)
    if (isNegative) bits[low] = ~(bits[low] ?? 0)
  }
  return bits
}

/** Returns what was there. */
function add(counts: Uint32Array, place: number, count: number): number {
  const before = counts[place] ?? 0
  counts[place] = before + count
  return before
}
