import type { InstanceRow } from './instance-store.ts'

type Share = Pick<InstanceRow, 'concurrency' | 'rate'>

/** What the gateways on one database may do together: each paces its own calls only. */
export function describeShares(shares: readonly Share[]): string {
  const sum = (numbers: readonly number[]) =>
    Math.round(numbers.reduce((all, one) => all + one, 0) * 100) / 100
  const atOnce = sum(shares.map(({ concurrency }) => concurrency))
  const rate = sum(shares.map((share) => share.rate))
  const who =
    shares.length === 1 ? '1 gateway works on this journal' : `${shares.length} gateways work on this journal`
  return `${who}: together ${atOnce} calls at once and ${rate} a second. VIBE_CONCURRENCY and VIBE_RATE are each one's share of what the portal allows (2 and 2, larger plans more).`
}
