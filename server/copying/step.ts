/** Told how much more of one part is done, after each step; what is done next waits for it, and isn't done where it rejects. */
export type AfterStep = (more: number) => Promise<void>
