import { readWord } from './word.ts'

const FIRST_CAPACITY = 1 << 10
const MOST_FULL = 0.75
const FREE = 0

/** Whose hashes are indexed. */
export interface HashOwner {
  /** The first four bytes of a number's hash. */
  hashStart(number: number): number
  hasHash(number: number, hash: Uint8Array): boolean
}

/**
 * Finds numbers (1 and above) by the hash that each stands for, in 4 bytes a place: the hashes themselves stay with their owner. Open
 * addressing with linear probing.
 */
export class HashIndex {
  readonly #owner: HashOwner
  #places = new Int32Array(FIRST_CAPACITY)
  #size = 0

  constructor(owner: HashOwner) {
    this.#owner = owner
  }

  get size(): number {
    return this.#size
  }

  /** Bytes that it takes. */
  get bytes(): number {
    return this.#places.byteLength
  }

  /** The number under a hash, or null. */
  find(hash: Uint8Array): number | null {
    const number = this.#at(this.#placeOf(hash))
    return number === FREE ? null : number
  }

  /** Enters a number, whose hash isn't there yet. */
  add(number: number): void {
    if (this.#size + 1 > this.#places.length * MOST_FULL) this.#grow()
    this.#places[this.#freePlace(number)] = number
    this.#size++
  }

  /** Takes out the number under a hash, if there is one. It must still have its hash. */
  remove(hash: Uint8Array): void {
    let gap = this.#placeOf(hash)
    if (this.#at(gap) === FREE) return
    this.#size--
    // What follows was perhaps only put further on because this place was taken: it moves up, so that no search ends too early.
    for (let place = this.#after(gap); this.#at(place) !== FREE; place = this.#after(place)) {
      const home = this.#owner.hashStart(this.#at(place)) & (this.#places.length - 1)
      const distance = (place - home) & (this.#places.length - 1)
      if (distance < ((place - gap) & (this.#places.length - 1))) continue
      this.#places[gap] = this.#at(place)
      gap = place
    }
    this.#places[gap] = FREE
  }

  /** Where a hash is, or would go. */
  #placeOf(hash: Uint8Array): number {
    let place = readWord(hash, 0) & (this.#places.length - 1)
    while (this.#at(place) !== FREE && !this.#owner.hasHash(this.#at(place), hash)) place = this.#after(place)
    return place
  }

  /** The first free place for a number. Hashes are evenly spread already: their first bytes say where to begin. */
  #freePlace(number: number): number {
    let place = this.#owner.hashStart(number) & (this.#places.length - 1)
    while (this.#at(place) !== FREE) place = this.#after(place)
    return place
  }

  #grow(): void {
    const numbers = this.#places
    this.#places = new Int32Array(numbers.length * 2)
    for (const number of numbers) if (number !== FREE) this.#places[this.#freePlace(number)] = number
  }

  #after(place: number): number {
    return (place + 1) & (this.#places.length - 1)
  }

  #at(place: number): number {
    return this.#places[place] ?? FREE
  }
}
