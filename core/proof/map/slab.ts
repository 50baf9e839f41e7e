const PIECE_BITS = 12
const PIECE_SLOTS = 1 << PIECE_BITS

/** Slots of equally many bytes, in pieces that aren't moved or copied when there come to be more. */
export class Slab {
  readonly #width: number
  readonly #pieces: Uint8Array[] = []
  readonly #free: number[] = []
  #end = 0

  /** `width` is the bytes of a slot. */
  constructor(width: number) {
    this.#width = width
  }

  /** Bytes that it takes. */
  get bytes(): number {
    return this.#pieces.length * PIECE_SLOTS * this.#width + this.#free.length * 8
  }

  /** The number of a slot for new bytes: one that was freed, if there is any. */
  take(): number {
    const freed = this.#free.pop()
    if (freed !== undefined) return freed
    if (this.#end >> PIECE_BITS === this.#pieces.length) this.#pieces.push(new Uint8Array(PIECE_SLOTS * this.#width))
    return this.#end++
  }

  free(slot: number): void {
    this.#free.push(slot)
  }

  /** The bytes that a slot is among; it begins at `offset`. */
  piece(slot: number): Uint8Array {
    const piece = this.#pieces[slot >> PIECE_BITS]
    if (piece === undefined) throw new RangeError(`there is no slot ${slot}`)
    return piece
  }

  offset(slot: number): number {
    return (slot & (PIECE_SLOTS - 1)) * this.#width
  }
}
