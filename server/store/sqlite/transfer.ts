/** Bytes cross threads by moving their memory. */

/** Arguments with copies of their bytes, to be moved: the caller's stay usable, and a buffer that they are only a part of stays behind. */
export function withOwnBytes(args: readonly unknown[]): { readonly args: readonly unknown[]; readonly transfer: readonly ArrayBuffer[] } {
  const own = args.map(arg => (arg instanceof Uint8Array ? new Uint8Array(arg) : arg))
  return { args: own, transfer: buffersOf(own) }
}

/** The memory of those values that are bytes, to be moved as it is: whoever made them doesn't need them any more. */
export function buffersOf(values: readonly unknown[]): readonly ArrayBuffer[] {
  return values.flatMap(value => (value instanceof Uint8Array && value.buffer instanceof ArrayBuffer ? [value.buffer] : []))
}
