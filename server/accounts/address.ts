import { isIPv4, isIPv6 } from 'node:net'

/**
 * The network that an address stands for when attempts are counted: an IPv4 address itself, also where it is written as an IPv6 one;
 * the first 64 bits of any other IPv6 address, since whoever has one has all of these.
 */
export function networkOf(address: string): string {
  const [bare = ''] = address.split('%')
  const mapped = bare.toLowerCase().startsWith('::ffff:') ? bare.slice('::ffff:'.length) : bare
  if (isIPv4(mapped)) return mapped
  if (!isIPv6(bare)) return 'unknown'
  return `${groups(bare).slice(0, 4).join(':')}::/64`
}

/** The eight groups of an IPv6 address, without leading zeros. */
function groups(address: string): readonly string[] {
  const [head = '', tail] = address.toLowerCase().split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  return [...before, ...Array<string>(Math.max(0, zeros)).fill('0'), ...after].map(group => group.replace(/^0+(?=.)/, ''))
}
