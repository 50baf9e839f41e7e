/** The app's one polite live region. Sentences of the same second are read as one; the same sentence twice is read once. */
export type LiveRegion = { say(sentence: string): void }
