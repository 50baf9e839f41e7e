/** The numbers of the tickets that each epoch of epochs-child.ts changes. */
export const HEADS_OF_AN_EPOCH = Array.from({ length: 40 }, (_, n) => n)
