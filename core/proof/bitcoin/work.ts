import type { NetworkName } from '../bundle/trust.ts'
import type { BlockHeader } from './header.ts'

/** The easiest target that a block of each network may have, in its compact form. Specification, section 9.9. */
export const EASIEST_BITS: Readonly<Record<NetworkName, number>> = { main: 0x1d00ffff, test: 0x1d00ffff, dev: 0x207fffff }

/** The number that compact bits stand for: three bytes, the first bit their sign, times a power of 256. `null` where it is negative. */
export function targetOf(bits: number): bigint | null {
  const mantissa = bits & 0x007f_ffff
  if ((bits & 0x0080_0000) !== 0 && mantissa !== 0) return null
  const exponent = BigInt(8 * ((bits >>> 24) - 3))
  return exponent >= 0n ? BigInt(mantissa) << exponent : BigInt(mantissa) >> -exponent
}

/** Whether a header's hash is as small as its own bits demand, and these demand what the network does at least. Section 9.9. */
export function meetsItsBits(header: BlockHeader, network: NetworkName): boolean {
  const target = targetOf(header.bits)
  const easiest = targetOf(EASIEST_BITS[network])
  if (target === null || easiest === null || target > easiest) return false
  return BigInt(`0x${header.hash}`) <= target
}
